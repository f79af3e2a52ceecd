import type { TableSpec } from '../../../local/deployment.ts';

export const EXAMPLE_STREAM_ARN =
  'arn:aws:dynamodb:eu-west-1:111122223333:table/example/stream/2026-01-01T00:00:00.000';

/** A small table of the project's shape: keys, one index, a stream, an expiry attribute. */
export function exampleTable(tableName = 'example', indexHashKey = 'duePK'): TableSpec {
  return {
    stack: 'Example',
    logicalId: 'Table',
    path: 'Example/Table',
    arn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${tableName}`,
    tableName,
    streamArn: EXAMPLE_STREAM_ARN,
    streamViewType: 'NEW_AND_OLD_IMAGES',
    timeToLiveAttribute: 'ttlEpochSeconds',
    createTable: {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['PK', 'SK', indexHashKey, 'dueSK'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: indexHashKey, KeyType: 'HASH' },
            { AttributeName: 'dueSK', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  };
}
