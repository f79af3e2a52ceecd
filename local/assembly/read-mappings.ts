import * as z from 'zod';
import type { Json, QueueMappingSpec, StreamMappingSpec } from '../deployment.ts';
import { compilePattern } from '../messaging/event-pattern.ts';
import { type Found, type Resources, withoutMeaning } from './resources.ts';

const STREAM_BATCH_DEFAULT = 100;
const QUEUE_BATCH_DEFAULT = 10;

const mappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.number().optional(),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().optional() }).optional(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).default('LATEST'),
  TumblingWindowInSeconds: z.number().default(0),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number().default(-1),
  MaximumRecordAgeInSeconds: z.number().default(-1),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() }).optional(),
  // Batches of a stream are worked on one after the other here.
  ParallelizationFactor: z.literal(1).optional(),
  MetricsConfig: withoutMeaning,
  Tags: withoutMeaning,
});

type Mapping = Found<z.infer<typeof mappingProperties>>;

export interface Mappings {
  readonly queueMappings: QueueMappingSpec[];
  readonly streamMappings: StreamMappingSpec[];
}

/** Event-source mappings, told apart by what they read. */
export function readMappings(resources: Resources): Mappings {
  const mappings = resources.all('AWS::Lambda::EventSourceMapping', mappingProperties);
  const serviceOf = ({ properties }: Mapping) => properties.EventSourceArn.split(':')[2] ?? '';
  const ofService = (service: string) => mappings.filter((mapping) => serviceOf(mapping) === service);
  for (const mapping of mappings.filter((each) => !['sqs', 'dynamodb'].includes(serviceOf(each)))) {
    resources.problems.push(`${mapping.spec.path}: event sources of ${serviceOf(mapping)} are not supported`);
  }
  return {
    queueMappings: ofService('sqs').map((mapping) => ({
      ...shared(resources, mapping, QUEUE_BATCH_DEFAULT),
      maxConcurrency: mapping.properties.ScalingConfig?.MaximumConcurrency,
    })),
    streamMappings: ofService('dynamodb').map((mapping) => ({
      ...shared(resources, mapping, STREAM_BATCH_DEFAULT),
      startingPosition: mapping.properties.StartingPosition,
      tumblingWindowSeconds: mapping.properties.TumblingWindowInSeconds,
      bisectsOnError: mapping.properties.BisectBatchOnFunctionError,
      maxRetryAttempts: mapping.properties.MaximumRetryAttempts,
      maxRecordAgeSeconds: mapping.properties.MaximumRecordAgeInSeconds,
      onFailureArn: mapping.properties.DestinationConfig?.OnFailure?.Destination,
    })),
  };
}

function shared(resources: Resources, { spec, name, properties }: Mapping, batchSizeDefault: number) {
  const { FunctionName: target, FilterCriteria } = properties;
  return {
    ...spec,
    arn: name,
    functionArn: target.startsWith('arn:') ? target : resources.arnOf('AWS::Lambda::Function', target),
    sourceArn: properties.EventSourceArn,
    isEnabled: properties.Enabled,
    batchSize: properties.BatchSize ?? batchSizeDefault,
    batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
    reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    filters: (FilterCriteria?.Filters ?? []).flatMap(({ Pattern }) =>
      resources.collect(spec.path, () => readPattern(Pattern)),
    ),
  };
}

/** A pattern that can't be compiled is found here, with the other problems, and not when the first record comes. */
function readPattern(text: string): Json {
  const pattern = JSON.parse(text) as Json;
  compilePattern(pattern);
  return pattern;
}
