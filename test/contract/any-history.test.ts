import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { decodeItem } from '../../lambdas/kernel/table/codec.ts';
import { entryItem } from '../../lambdas/loyalty/entry-item.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { type History, histories, NOW, type Step, spendingHistories, tierHistories } from '../unit/ledger/histories.ts';
import { expectBalanced, factsOf, type Ledgers } from '../unit/ledger/invariants.ts';
import { createMemoryLedger } from '../unit/ledger/memory-ledger.ts';
import { createPlayer, createTime } from '../unit/ledger/player.ts';
import { reconnect, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let runs = 0;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

/** The real stores over a real client. */
function realLedger(table: TestTable, { settings }: History, clock = () => NOW): Ledgers {
  const reader = createItemReader(table);
  return {
    ledger: createLedgerStore(table, reader, {
      ...settings,
      dueShardCount: 1,
      clock,
    }),
    orders: createOrderStore(table, reader),
    async entriesOf(memberId) {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'PK = :pk AND begins_with(SK, :entries)',
          ExpressionAttributeValues: { ':pk': `MEMBER#${memberId}`, ':entries': 'ENTRY#' },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => decodeItem(entryItem, item));
    },
  };
}

/** What the rules make of a history in memory, where nothing goes wrong. */
async function expectedFacts(history: History, prefix: string) {
  const memory = createMemoryLedger(
    () => NOW,
    history.settings.timeZone,
    history.settings.expiry,
    history.settings.tiers,
  );
  const { play } = createPlayer(memory, history, prefix);
  for (const step of history.steps) await play(step);
  return factsOf(memory, prefix);
}

/** As a queue does: what fails comes again. */
async function persist(play: (step: Step) => Promise<void>, step: Step): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    const isDone = await play(step).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
  throw new Error(`${step.kind} did not end`);
}

test('any history, each step twice and all at once, has one effect on the engine, and it is that of the rules', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(histories(8), spendingHistories(6)), async (history) => {
      runs += 1;
      const prefix = `at-once-${runs}-`;
      const real = realLedger(table, history);
      const { play } = createPlayer(real, history, prefix);
      await Promise.all([...history.steps, ...history.steps].map((step) => persist(play, step)));
      await expectBalanced(real, history, prefix);
      expect(await factsOf(real, prefix)).toEqual(await expectedFacts(history, prefix));
    }),
    { numRuns: 25 },
  );
});

test('over the months tiers are reached, kept and lost on the engine as by the rules', async () => {
  await fc.assert(
    fc.asyncProperty(tierHistories(14), async (history) => {
      runs += 1;
      const prefix = `months-${runs}-`;
      const time = createTime();
      const real = realLedger(table, history, time.now);
      const { play } = createPlayer(real, history, prefix, time);
      for (const step of history.steps) await play(step);
      await expectBalanced(real, history, prefix, time.now());
      const told = createTime();
      const { expiry, tiers, timeZone } = history.settings;
      const memory = createMemoryLedger(told.now, timeZone, expiry, tiers);
      const rules = createPlayer(memory, history, prefix, told);
      for (const step of history.steps) await rules.play(step);
      for (const member of ['m-1', 'm-2']) {
        const [kept, expected] = await Promise.all([
          real.ledger.account(prefix + member),
          memory.ledger.account(prefix + member),
        ]);
        expect(kept.standing).toEqual(expected.standing);
        expect(kept.balance).toEqual(expected.balance);
        expect(kept.trials ?? []).toEqual(expected.trials ?? []);
      }
    }),
    { numRuns: 15 },
  );
});

test('any history with answers lost after any command has one effect on the engine', async () => {
  await fc.assert(
    fc.asyncProperty(
      histories(8),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 12 }),
      async (history, gaps) => {
        runs += 1;
        const prefix = `lost-${runs}-`;
        const own = reconnect(table);
        const lost = loseAnswers(own, gaps);
        const real = realLedger(own, history);
        const { play } = createPlayer(real, history, prefix);
        for (const step of history.steps) await persist(play, step);
        lost.stop();
        await expectBalanced(real, history, prefix);
        expect(await factsOf(real, prefix)).toEqual(await expectedFacts(history, prefix));
        await own.stop();
      },
    ),
    { numRuns: 8 },
  );
});

/** Loses answers of the engine after so many commands each; the SDK sends the command again by itself. */
function loseAnswers(table: TestTable, gaps: readonly number[]): { stop(): void } {
  let next = 0;
  let left = gaps[0] ?? 0;
  table.client.middlewareStack.add(
    (send) => async (args) => {
      const answer = await send(args);
      left -= 1;
      if (left >= 0 || next >= gaps.length - 1) return answer;
      next += 1;
      left = gaps[next] ?? 0;
      throw Object.assign(new Error('socket hang up'), {
        name: 'TimeoutError',
        $retryable: { throttling: false },
      });
    },
    { step: 'deserialize', name: 'losses', override: true },
  );
  return { stop: () => table.client.middlewareStack.remove('losses') };
}
