import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DueItem } from '../../../lambdas/kernel/due.ts';
import { type SweepMessage, sweepMessage } from '../../../lambdas/sweep/sweep-message.ts';
import { createSweepShard, type FireDue, type SweepSettings, type Tally } from '../../../lambdas/sweep/sweep-shard.ts';

const NOW = '2026-02-03T04:05:06.007Z';
const PLENTY_MS = 120_000;

const dueItem = (n: number, changes: Partial<DueItem> = {}): DueItem => ({
  key: { PK: `MEMBER#m-${n}`, SK: `LOT#${n}` },
  dueAt: NOW,
  rule: 'release',
  memberId: `m-${n}`,
  ...changes,
});
const dueItems = (count: number): DueItem[] => Array.from({ length: count }, (_, n) => dueItem(n));

/** A shard whose due items are read by pages of two, each from where the cursor says. */
function shardOf(
  items: readonly DueItem[],
  fire: FireDue = async () => undefined,
  settings: Partial<SweepSettings> = {},
) {
  const fired: string[] = [];
  const failures: [item: string, error: unknown][] = [];
  const continued: SweepMessage[] = [];
  const reads: unknown[] = [];
  const reports: Tally[] = [];
  const sweepShard = createSweepShard({
    rules: {
      release: async (item) => {
        const done = await fire(item);
        fired.push(item.key.SK);
        return done;
      },
    },
    async readDue({ shard, lane }, now, cursor) {
      reads.push([`${lane} ${shard}`, now, cursor]);
      const from = Number(cursor?.['from'] ?? 0);
      const to = from + 2;
      return { items: items.slice(from, to), cursor: to < items.length ? { from: to } : undefined };
    },
    report: async (_, done) => {
      reports.push(done);
    },
    send: async (message) => {
      continued.push(message);
    },
    clock: () => new Date(NOW),
    onFailure: ({ key }, error) => failures.push([key.SK, error]),
    ...settings,
  });
  return { sweepShard, fired, failures, continued, reads, reports };
}

test('all that is due is fired, page by page, as of one instant', async () => {
  const { sweepShard, fired, continued, reads } = shardOf(dueItems(5));
  await sweepShard({ shard: 3, lane: 'sweep', hop: 0 }, () => PLENTY_MS);
  expect(fired).toEqual(['LOT#0', 'LOT#1', 'LOT#2', 'LOT#3', 'LOT#4']);
  expect(reads).toEqual([
    ['sweep 3', NOW, undefined],
    ['sweep 3', NOW, { from: 2 }],
    ['sweep 3', NOW, { from: 4 }],
  ]);
  expect(continued).toEqual([]);
});

test('an empty shard is done with at once', async () => {
  const { sweepShard, fired, reads } = shardOf([]);
  await sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => PLENTY_MS);
  expect([fired, reads.length]).toEqual([[], 1]);
});

test('whichever items fail, each of the others is fired, each failure is told, and the sweep fails at the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (fails) => {
      const { sweepShard, fired, failures } = shardOf(dueItems(fails.length), async ({ key }) => {
        if (fails[Number(key.SK.slice(4))]) throw new Error(`no luck with ${key.SK}`);
      });
      const failing = fails.flatMap((each, n) => (each ? [`LOT#${n}`] : []));
      const swept = sweepShard({ shard: 7, lane: 'sweep', hop: 0 }, () => PLENTY_MS);
      if (failing.length === 0) await swept;
      else await expect(swept).rejects.toThrow(`${failing.length} due items of shard 7 failed`);
      expect(fired).toEqual(fails.flatMap((each, n) => (each ? [] : [`LOT#${n}`])));
      expect(failures).toEqual(failing.map((name) => [name, new Error(`no luck with ${name}`)]));
    }),
  );
});

test('an item of an unknown rule fails, is named with its rule, and does not hold up the others', async () => {
  const { sweepShard, fired, failures } = shardOf([dueItem(0, { rule: 'remind' }), dueItem(1)]);
  await expect(sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => PLENTY_MS)).rejects.toThrow('1 due items');
  expect(fired).toEqual(['LOT#1']);
  expect(failures).toEqual([['LOT#0', new Error('no rule "remind" for LOT#0')]]);
});

test('the items of one member are fired in turn, also after a failure; members are fired side by side', async () => {
  const log: string[] = [];
  const items = [0, 1].map((n) => dueItem(n, { memberId: 'm-same' }));
  const inTurn = shardOf(items, async ({ key }) => {
    log.push(`${key.SK} begins`);
    await Promise.resolve();
    log.push(`${key.SK} ends`);
    if (key.SK === 'LOT#0') throw new Error('no luck');
  });
  await expect(inTurn.sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => PLENTY_MS)).rejects.toThrow('1 due items');
  expect(log).toEqual(['LOT#0 begins', 'LOT#0 ends', 'LOT#1 begins', 'LOT#1 ends']);

  log.length = 0;
  const sideBySide = shardOf(dueItems(2), async ({ key }) => {
    log.push(`${key.SK} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`${key.SK} ends`);
  });
  await sideBySide.sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => PLENTY_MS);
  expect(log.slice(0, 2)).toEqual(['LOT#0 begins', 'LOT#1 begins']);
});

test('when time is short the sweep goes on by a message, from where it stopped', async () => {
  const { sweepShard, fired, continued } = shardOf(dueItems(5));
  await sweepShard({ shard: 3, lane: 'sweep', hop: 4 }, () => 20_000);
  expect(fired).toEqual(['LOT#0', 'LOT#1']);
  expect(continued).toEqual([{ shard: 3, lane: 'sweep', hop: 5, cursor: { from: 2 } }]);

  const [message] = continued;
  if (message === undefined) throw new Error('the sweep did not go on');
  await sweepShard(sweepMessage.parse(JSON.parse(JSON.stringify(message))), () => PLENTY_MS);
  expect(fired).toEqual(['LOT#0', 'LOT#1', 'LOT#2', 'LOT#3', 'LOT#4']);
});

test('when time is short on the last page there is nothing to go on with', async () => {
  const { sweepShard, continued } = shardOf(dueItems(2));
  await sweepShard({ shard: 3, lane: 'sweep', hop: 0 }, () => 0);
  expect(continued).toEqual([]);
});

test('a sweep that runs out of time with a failure goes on once, and leaves what failed to the next sweep', async () => {
  const { sweepShard, continued } = shardOf(dueItems(5), () => Promise.reject(new Error('no luck')));
  await sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => 0);
  expect(continued).toEqual([{ shard: 0, lane: 'sweep', hop: 1, cursor: { from: 2 } }]);
});

test('a sweep that continued itself two hundred times goes once more, and then refuses to read or fire anything', async () => {
  const allowed = shardOf(dueItems(1));
  await allowed.sweepShard({ shard: 0, lane: 'sweep', hop: 200 }, () => PLENTY_MS);
  expect(allowed.fired).toEqual(['LOT#0']);

  const refused = shardOf(dueItems(1));
  await expect(refused.sweepShard({ shard: 9, lane: 'sweep', hop: 201 }, () => PLENTY_MS)).rejects.toThrow(
    'the sweep of shard 9 continued itself more than 200 times',
  );
  expect([refused.fired, refused.reads]).toEqual([[], []]);
});

test('a shard that can not be read is a fault', async () => {
  const { sweepShard } = shardOf([], undefined, { readDue: () => Promise.reject(new Error('no table')) });
  await expect(sweepShard({ shard: 0, lane: 'sweep', hop: 0 }, () => PLENTY_MS)).rejects.toThrow('no table');
});

test('of each page it is told what was due, what was done about it, and what failed', async () => {
  const { sweepShard, reports } = shardOf(dueItems(5), async ({ key }) => {
    if (key.SK === 'LOT#1') throw new Error('no luck');
    return key.SK === 'LOT#4' ? undefined : { moved: 1, scored: Number(key.SK.slice(4)) };
  });
  await expect(sweepShard({ shard: 0, lane: 'daily', hop: 0 }, () => PLENTY_MS)).rejects.toThrow('1 due items');
  expect(reports).toEqual([{ due: 2, moved: 1, scored: 0, failed: 1 }, { due: 2, moved: 2, scored: 5 }, { due: 1 }]);
});

test('a shard in which nothing is due is told of, too: that the scan was there shows', async () => {
  const { sweepShard, reports } = shardOf([]);
  await sweepShard({ shard: 0, lane: 'daily', hop: 0 }, () => PLENTY_MS);
  expect(reports).toEqual([{ due: 0 }]);
});

test('what an interrupted sweep did is told before it goes on, so that its parts add up to the whole', async () => {
  const whole = shardOf(dueItems(5), async () => ({ moved: 1 }));
  await whole.sweepShard({ shard: 0, lane: 'daily', hop: 0 }, () => PLENTY_MS);
  const parts = shardOf(dueItems(5), async () => ({ moved: 1 }));
  let message: SweepMessage | undefined = { shard: 0, lane: 'daily', hop: 0 };
  for (let hop = 0; message !== undefined && hop < 9; hop += 1) {
    await parts.sweepShard(message, () => 0);
    message = parts.continued[hop];
  }
  expect(parts.reports).toEqual(whole.reports);
});
