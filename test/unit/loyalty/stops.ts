import type { ShopStores } from './shop.ts';

/** Where a use case is stopped: at which call of a store, and whether what it asked for was still done. */
export interface Stop {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export class StoppedError extends Error {
  override readonly name = 'TimeoutError';
}

/** Stores that stop once, as a crash or a lost answer does; `isStopped` says whether they came to it. */
export function stopping(stores: ShopStores, { call, when }: Stop) {
  let calls = 0;
  const held = <Store extends object>(store: Store): Store =>
    Object.fromEntries(
      Object.entries(store).map(([name, method]) => [
        name,
        async (...given: unknown[]) => {
          calls += 1;
          const isHere = calls === call;
          if (isHere && when === 'before') throw new StoppedError(`${name} was never asked`);
          const answer = await (method as (...all: unknown[]) => Promise<unknown>)(...given);
          if (isHere) throw new StoppedError(`the answer of ${name} was lost`);
          return answer;
        },
      ]),
    ) as Store;
  return {
    stores: { ledger: held(stores.ledger), orders: held(stores.orders) },
    isStopped: () => calls >= call,
  };
}

/** Every stop at which a use case can be stopped, until it makes no call more. */
export async function atEveryStop(tryOne: (stop: Stop) => Promise<{ readonly isStopped: boolean }>): Promise<number> {
  let count = 0;
  for (const when of ['before', 'after'] as const) {
    for (let call = 1; call < 100; call += 1) {
      const { isStopped } = await tryOne({ call, when });
      if (!isStopped) break;
      count += 1;
    }
  }
  return count;
}
