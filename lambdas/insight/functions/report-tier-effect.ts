import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok } from '../../kernel/result.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createReadFigures } from '../read-figures.ts';
import { reportTierEffects } from '../tier-effect.ts';
import { reportTierEffectRoute } from '../tier-effect-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const { timeZone, currency, tiers } = programme;
const readFigures = createReadFigures(counters, systemClock, timeZone);

export const handler = routeFunction(reportTierEffectRoute, createApiKeys(table), async ({ query }) => {
  const read = await readFigures({ ...query, grain: 'month' }, ['effects']);
  if (!read.ok) return read;
  const { figures, from, to } = read.value;
  return ok({ timeZone, currency, from, to, tiers: reportTierEffects(figures, tiers?.levels ?? [], { from, to }) });
});
