import type { StreamMappingSpec } from '../../../local/deployment.ts';
import type { StreamRecord } from '../../../local/storage/engine.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:publish';
export const STREAM_ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/example/stream/2026-01-01T00:00:00.000';
export const DESTINATION_ARN = 'arn:aws:sqs:eu-west-1:111122223333:publish-failed';

/** An inserted item; `createdSeconds` is since the epoch. */
export function record(sequenceNumber: number, createdSeconds: number): StreamRecord {
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    eventSourceARN: STREAM_ARN,
    dynamodb: {
      ApproximateCreationDateTime: createdSeconds,
      Keys: { PK: { S: `p-${sequenceNumber}` } },
      NewImage: { PK: { S: `p-${sequenceNumber}` } },
      SequenceNumber: String(sequenceNumber),
      SizeBytes: 10,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

export function mappingSpec(overrides: Partial<StreamMappingSpec> = {}): StreamMappingSpec {
  return {
    stack: 'Example',
    logicalId: 'Mapping',
    path: 'Example/Mapping',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:1',
    functionArn: FUNCTION_ARN,
    sourceArn: STREAM_ARN,
    isEnabled: true,
    batchSize: 10,
    batchingWindowSeconds: 0,
    reportsBatchItemFailures: true,
    filters: [],
    startingPosition: 'TRIM_HORIZON',
    tumblingWindowSeconds: 0,
    bisectsOnError: false,
    maxRetryAttempts: -1,
    maxRecordAgeSeconds: -1,
    onFailureArn: DESTINATION_ARN,
    ...overrides,
  };
}

export const sequenceNumbers = (records: readonly StreamRecord[]): number[] =>
  records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
