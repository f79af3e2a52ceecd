import * as z from 'zod/mini';
import type { Clock } from '../kernel/clock.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { PurchaseModel } from './purchase-model.ts';

/** Fits of the model of purchases; none is ever changed. */
export interface ModelStore {
  /** The latest fit; as it was an hour ago at the most. */
  latest(): Promise<PurchaseModel | undefined>;
  /** The latest fit as it is. */
  newest(): Promise<PurchaseModel | undefined>;
  /** Keeps a fit, unless there is one of its version. */
  keep(model: PurchaseModel): Promise<'WRITTEN' | 'EXISTS'>;
}

const NAME = 'purchases';
const KEPT_MS = 3_600_000;

const modelItem = z.object({
  version: z.int(),
  day: z.string(),
  purchases: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() }),
  spend: z.optional(z.object({ p: z.number(), q: z.number(), gamma: z.number() })),
  logLikelihood: z.number(),
  members: z.number(),
  rows: z.int(),
  likelihoodLoss: z.number(),
});

export function createModelStore(table: Table, clock: Clock): ModelStore {
  let known: { readonly at: number; readonly model: Promise<PurchaseModel | undefined> } | undefined;
  return {
    latest() {
      const now = clock().getTime();
      // A clock that was put back knows nothing of what was read before.
      if (known === undefined || Math.abs(now - known.at) >= KEPT_MS) {
        known = { at: now, model: readLatest(table) };
        known.model.catch(() => {
          known = undefined;
        });
      }
      return known.model;
    },
    newest: () => readLatest(table),
    keep: (model) => putNewItem(table, { ...keys.model(NAME, model.version), entityType: 'PurchaseModel', ...model }),
  };
}

async function readLatest(table: Table): Promise<PurchaseModel | undefined> {
  const { items } = await queryPage(
    table,
    {
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.model(NAME, 0).PK },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 1,
    },
    modelItem,
  );
  return items[0];
}
