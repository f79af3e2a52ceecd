import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { shardFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCountChanges } from '../count-changes.ts';
import { createCounterStore } from '../counter-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const shardCount = requireCountEnv('COUNTER_SHARD_COUNT');
const counters = createCounterStore(table, { shardCount, clock: systemClock });
const countChanges = createCountChanges(counters, programme.timeZone, (error) =>
  logger.error('item counts for nothing', { error }),
);

const itemOf = (image: unknown) =>
  image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);

export const handler = shardFunction((shardId, records) =>
  countChanges(
    shardId,
    records.map(({ dynamodb }) => ({
      sequenceNumber: dynamodb?.SequenceNumber ?? '',
      before: itemOf(dynamodb?.OldImage),
      after: itemOf(dynamodb?.NewImage),
    })),
  ),
);
