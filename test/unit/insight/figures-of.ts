import { readCounterKey, Tally } from '../../../lambdas/insight/counts.ts';
import { type CounterName, Figures } from '../../../lambdas/insight/figures.ts';
import { itemCounts } from '../../../lambdas/insight/item-counts.ts';

export const ZONE = 'Asia/Shanghai';

type Item = Readonly<Record<string, unknown>>;

/** What items count for together, by the rule that the stream counts with. */
export function tallyOf(items: readonly Item[]): Tally {
  const tally = new Tally();
  for (const item of items) {
    tally.addAll(
      itemCounts(item, ZONE, (error) => {
        throw error;
      }),
    );
  }
  return tally;
}

export const countsOf = (...items: readonly Item[]) => Object.fromEntries(tallyOf(items).counts());

/** Items as figures. */
export function figuresOf(items: readonly Item[]): Figures {
  const counted = [...tallyOf(items).counts()].map(([key, total]) => {
    const { name, period, dimension } = readCounterKey(key);
    return { name: name as CounterName, period, figures: new Map([[dimension, total]]) };
  });
  return new Figures(counted);
}
