import * as z from 'zod';
import type { TableSpec } from '../deployment.ts';
import { type Resources, withoutMeaning } from './resources.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
  WarmThroughput: withoutMeaning,
});

const tableProperties = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  // Recovery, deletion protection and encryption: an engine on this machine has none of them.
  Replicas: withoutMeaning,
  SSESpecification: withoutMeaning,
  WarmThroughput: withoutMeaning,
});

export function readTables(resources: Resources): TableSpec[] {
  return resources.all('AWS::DynamoDB::GlobalTable', tableProperties).map(({ spec, name, properties }) => {
    const { StreamSpecification, TimeToLiveSpecification, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
    const streamViewType = StreamSpecification?.StreamViewType;
    return {
      ...spec,
      arn: resources.arnOf('AWS::DynamoDB::GlobalTable', name),
      tableName: name,
      streamArn:
        streamViewType === undefined ? undefined : resources.arnOf('AWS::DynamoDB::GlobalTable', name, 'StreamArn'),
      streamViewType,
      timeToLiveAttribute:
        TimeToLiveSpecification?.Enabled === true ? TimeToLiveSpecification.AttributeName : undefined,
      createTable: {
        TableName: name,
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        BillingMode: properties.BillingMode,
        ...(GlobalSecondaryIndexes === undefined
          ? {}
          : { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(plainIndex) }),
        ...(LocalSecondaryIndexes === undefined
          ? {}
          : { LocalSecondaryIndexes: LocalSecondaryIndexes.map(plainIndex) }),
        ...(streamViewType === undefined
          ? {}
          : { StreamSpecification: { StreamEnabled: true, StreamViewType: streamViewType } }),
      },
    };
  });
}

const plainIndex = ({ IndexName, KeySchema, Projection }: z.infer<typeof index>) => ({
  IndexName,
  KeySchema,
  Projection,
});
