import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type History, histories, NOW, ORDERS, type Step, spendingHistories, tierHistories } from './histories.ts';
import { expectBalanced, expectedBack, expectedPoints, factsOf } from './invariants.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';
import { createPlayer, createTime, type Time } from './player.ts';

const ledgerOf = ({ settings }: History, clock = () => NOW): MemoryLedger =>
  createMemoryLedger(clock, settings.timeZone, settings.expiry, settings.tiers);

/** Plays the steps of a history one after the other. */
async function playInTurn(
  history: History,
  steps: readonly Step[] = history.steps,
  time: Time = createTime(),
): Promise<MemoryLedger> {
  const memory = ledgerOf(history, time.now);
  const { play } = createPlayer(memory, history, '', time);
  for (const step of steps) await play(step);
  return memory;
}

/** All methods of a store, each held up before and after; what `wait` throws afterwards is an answer that was lost. */
function held<Store extends object>(store: Store, wait: (name: string) => Promise<void>): Store {
  return Object.fromEntries(
    Object.entries(store).map(([name, method]) => [
      name,
      async (...given: unknown[]) => {
        await wait(`${name} asked`);
        const answer = await (method as (...all: unknown[]) => Promise<unknown>)(...given);
        await wait(`${name} answered`);
        return answer;
      },
    ]),
  ) as Store;
}

const isDone = (playing: Promise<void>): Promise<boolean> =>
  playing.then(
    () => true,
    () => false,
  );

async function expectWholeBooks(history: History): Promise<MemoryLedger> {
  const memory = await playInTurn(history);
  await expectBalanced(memory, history);
  for (const [n, orderId] of ORDERS.entries()) {
    const { claim, returns, spent, spentBack = 0 } = await memory.orders.head(orderId);
    const { earned, takenBack } = expectedPoints(history, n);
    expect({ orderId, earned: claim?.points ?? 0 }).toEqual({ orderId, earned });
    if (claim !== undefined) expect({ orderId, takenBack: returns.points }).toEqual({ orderId, takenBack });
    const givenBack = claim === undefined ? 0 : expectedBack(history, n, spent?.points ?? 0);
    expect({ orderId, spentBack }).toEqual({ orderId, spentBack: givenBack });
  }
  return memory;
}

test('after any history the books balance, and every order has given back what its returns say', async () => {
  await fc.assert(
    fc.asyncProperty(histories(24), async (history) => void (await expectWholeBooks(history))),
    { numRuns: 400 },
  );
});

test('of an order that points paid for, the returns give back what they paid, and what is held is settled once', async () => {
  await fc.assert(
    fc.asyncProperty(spendingHistories(20), async (history) => {
      const memory = await expectWholeBooks(history);
      for (const memberId of ['m-1', 'm-2']) {
        const entries = await memory.entriesOf(memberId);
        const spends = entries.filter(({ kind }) => kind === 'SPEND');
        const back = (entryId: string) => {
          const [, redemptionId = ''] = entryId.split('#');
          return entries.filter((entry) => entry.kind === 'REFUND_SPEND' && entry.entryId.includes(redemptionId));
        };
        for (const { entryId, deltas, allocation = [] } of spends) {
          const given = back(entryId).reduce((sum, entry) => sum - (entry.deltas.spent ?? 0), 0);
          expect(given).toBeLessThanOrEqual(deltas.spent ?? 0);
          expect(allocation.reduce((sum, { points }) => sum + points, 0)).toBe(deltas.spent);
          if (back(entryId).some((entry) => entry.entryId.startsWith('CANCEL#'))) expect(given).toBe(deltas.spent);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('over the months tiers are reached, kept and lost, and what counts for them is what the entries say', async () => {
  await fc.assert(
    fc.asyncProperty(tierHistories(30), async (history) => {
      const time = createTime();
      const memory = await playInTurn(history, history.steps, time);
      await expectBalanced(memory, history, '', time.now());
      for (const memberId of ['m-1', 'm-2']) {
        const downgrades = memory.noticesOf(memberId).filter(({ name }) => name === 'TierDowngraded');
        const warnings = memory.noticesOf(memberId).filter(({ name }) => name === 'TierWillDowngrade');
        for (const { data } of downgrades) {
          expect(warnings.some((warning) => warning.data['tier'] === data['from'])).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('nobody owes and holds at once, and no cap is passed', async () => {
  await fc.assert(
    fc.asyncProperty(histories(24), async (history) => {
      const memory = await playInTurn(history);
      for (const memberId of ['m-1', 'm-2']) {
        const { balance } = await memory.ledger.account(memberId);
        expect(balance.negative < 0 && balance.active > 0).toBe(false);
        const checkIns = (await memory.entriesOf(memberId)).filter(
          ({ deltas, action }) => action && deltas.lifetimeEarned,
        );
        const perDay = Map.groupBy(checkIns, ({ occurredAt }) => occurredAt.slice(0, 10));
        expect(Math.max(0, ...[...perDay.values()].map((each) => each.length))).toBeLessThanOrEqual(2);
      }
    }),
    { numRuns: 400 },
  );
});

test('in whatever order and however often the same is told, the facts are the same', async () => {
  const shuffled = histories(24).chain((history) =>
    fc
      .tuple(
        fc.shuffledSubarray([...history.steps], { minLength: history.steps.length }),
        fc.subarray([...history.steps]),
      )
      .map(([steps, again]) => ({ history, steps: [...steps, ...again] })),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ({ history, steps }) => {
      const told = await playInTurn(history);
      const otherwise = await playInTurn(history, steps);
      await expectBalanced(otherwise, history);
      expect(await factsOf(otherwise)).toEqual(await factsOf(told));
    }),
    { numRuns: 300 },
  );
});

test('told again, at once or later, nothing is booked again', async () => {
  await fc.assert(
    fc.asyncProperty(histories(24), async (history) => {
      const once = await playInTurn(history);
      const twice = await playInTurn(history, [...history.steps.flatMap((step) => [step, step]), ...history.steps]);
      for (const memberId of ['m-1', 'm-2']) {
        // A sweep, an operator or a checkout that comes again may find what the first was too early for.
        const ids = (entries: readonly { readonly entryId: string; readonly kind: string }[]) =>
          entries
            .filter(({ kind }) => kind === 'EARN_PENDING' || kind === 'REVERSE_EARN')
            .map(({ entryId }) => entryId);
        expect(ids(await twice.entriesOf(memberId))).toEqual(ids(await once.entriesOf(memberId)));
      }
      expect(await factsOf(twice)).toEqual(await factsOf(once));
    }),
    { numRuns: 200 },
  );
});

test('however all of it is interleaved, each cause has one effect and the books balance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(histories(8), spendingHistories(6)), fc.scheduler(), async (history, scheduler) => {
      const memory = ledgerOf(history);
      const wait = (name: string) => scheduler.schedule(Promise.resolve(), name).then(() => undefined);
      const { play } = createPlayer({ ledger: held(memory.ledger, wait), orders: held(memory.orders, wait) }, history);
      // What meets too many changes is told again by its queue.
      const persist = async (step: Step): Promise<void> => {
        for (let tries = 0; tries < 5; tries += 1) if (await isDone(play(step))) return;
        throw new Error(`${step.kind} did not end`);
      };
      await scheduler.waitFor(Promise.all([...history.steps, ...history.steps].map(persist)));
      await expectBalanced(memory, history);
      expect(await factsOf(memory)).toEqual(await factsOf(await playInTurn(history)));
    }),
    { numRuns: 150 },
  );
});

test('an answer that is lost, wherever, is no second effect', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(histories(8), spendingHistories(6)),
      fc.array(fc.nat({ max: 6 }), { minLength: 20 }),
      async (history, gaps) => {
        const memory = ledgerOf(history);
        let untilLoss = gaps[0] ?? 3;
        let losses = 0;
        const wait = async (name: string) => {
          if (!name.endsWith('answered')) return;
          untilLoss -= 1;
          if (untilLoss > 0 || losses >= gaps.length - 1) return;
          losses += 1;
          untilLoss = 1 + (gaps[losses] ?? 3);
          throw new Error('the answer was lost');
        };
        const { play } = createPlayer(
          { ledger: held(memory.ledger, wait), orders: held(memory.orders, wait) },
          history,
        );
        for (const step of history.steps) {
          for (let tries = 0; !(await isDone(play(step))); tries += 1) expect(tries).toBeLessThan(60);
        }
        await expectBalanced(memory, history);
        expect(await factsOf(memory)).toEqual(await factsOf(await playInTurn(history)));
      },
    ),
    { numRuns: 200 },
  );
});
