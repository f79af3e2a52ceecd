import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ToldOrder } from '../../../lambdas/churn/known-facts.ts';
import { scanTally } from '../../../lambdas/churn/scan-report.ts';
import { newWatch, nextLook } from '../../../lambdas/churn/watch.ts';
import { memoryChurn } from './memory-churn.ts';
import { dayAt, FIRST, HOUR_MS, noonAt, watchRig } from './watched.ts';

test('an event told twice, and by several at once, leaves what it leaves told once', async () => {
  const told = async (times: number) => {
    const rig = watchRig();
    rig.know('m-1', { joinedAt: noonAt(0) });
    const occasion = rig.order('m-1', 'o-1', noonAt(0));
    await Promise.all(Array.from({ length: times }, () => rig.watch('m-1', occasion)));
    for (let time = 1; time < times; time += 1) await rig.watch('m-1', occasion);
    return [rig.watches, rig.changes, rig.noticesOf('m-1'), rig.losses, rig.runs];
  };
  expect(await told(3)).toEqual(await told(1));
});

const anyDays = fc.uniqueArray(fc.nat({ max: 250 }), { maxLength: 8 });

test('a profile that learns late of the orders that are told makes no difference', async () => {
  await fc.assert(
    fc.asyncProperty(anyDays, anyDays, fc.nat({ max: 3 }), async (orders, visits, lag) => {
      const days = [...new Set([...orders, ...visits])].sort((a, b) => a - b);
      const live = async (looksBehind: number) => {
        const rig = watchRig();
        rig.know('m-1', { joinedAt: noonAt(0) });
        const unfolded: ToldOrder[] = [];
        for (const offset of days) {
          const at = noonAt(offset);
          await rig.lookWhenDue('m-1', Date.parse(at));
          const order = { orderId: `o-${offset}`, at, day: dayAt(offset) };
          if (orders.includes(offset)) unfolded.push(order);
          else rig.visit('m-1', at);
          await rig.watch('m-1', { happenedAt: at, orders: orders.includes(offset) ? [order] : [] });
          // Some other event of the same moment, which brings no order of its own.
          await rig.watch('m-1', { happenedAt: at });
          for (const known of unfolded.splice(0, Math.max(0, unfolded.length - looksBehind))) {
            rig.order('m-1', known.orderId, known.at);
          }
        }
        await rig.lookWhenDue('m-1', Date.parse(noonAt(days.at(-1) ?? 0)) + 1);
        const { version: _, ordersAhead: __, ...watch } = rig.watches.get('m-1') ?? newWatch('m-1', FIRST);
        return { watch, changes: rig.changes, losses: rig.losses, entries: [...rig.runs.keys()] };
      };
      expect(await live(lag)).toEqual(await live(0));
    }),
    { numRuns: 60 },
  );
});

test('orders that the profile has come to know are not kept beside it any more', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(0) });
  const first = { orderId: 'o-1', at: noonAt(0), day: dayAt(0) };
  await rig.watch('m-1', { happenedAt: noonAt(0), orders: [first] });
  expect(rig.watches.get('m-1')).toMatchObject({ stage: 'activated', ordersAhead: [first] });
  await rig.watch('m-1', { happenedAt: noonAt(0) });
  expect(rig.watches.get('m-1')).toMatchObject({ stage: 'activated' });
  rig.order('m-1', 'o-1', noonAt(0));
  await rig.watch('m-1', rig.order('m-1', 'o-2', noonAt(1)));
  expect(rig.watches.get('m-1')?.ordersAhead).toBeUndefined();
});

test('whatever is told twice or at once, each loss is counted once, and each run of the ladder begins once a silence', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyDays,
      anyDays,
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 }),
      async (orders, visits, times) => {
        const rig = watchRig();
        rig.know('m-1', { joinedAt: noonAt(0) });
        const days = [...new Set([...orders, ...visits])].sort((a, b) => a - b);
        for (const [index, offset] of days.entries()) {
          await rig.lookWhenDue('m-1', Date.parse(noonAt(offset)));
          const isOrder = orders.includes(offset);
          if (!isOrder) rig.visit('m-1', noonAt(offset));
          const occasion = isOrder ? rig.order('m-1', `o-${offset}`, noonAt(offset)) : { happenedAt: noonAt(offset) };
          const looks = Array.from({ length: times[index % times.length] ?? 1 }, () => rig.watch('m-1', occasion));
          await Promise.all(looks);
        }
        await rig.lookWhenDue('m-1', Date.parse(noonAt(500)));
        const noticeIds = rig.noticesOf('m-1').map(({ noticeId }) => noticeId);
        expect(noticeIds).toEqual([...new Set(noticeIds)]);
        // Each stage follows on the one before, whoever wrote it.
        const moves = rig.changes.map(({ from, to }) => [from, to]);
        for (const [index, [from]] of moves.entries()) expect(from).toBe(index === 0 ? 'new' : moves[index - 1]?.[1]);
        const entries = [...rig.runs.values()].map(({ entry }) => entry);
        expect(entries.every((entry) => orders.some((offset) => dayAt(offset) === entry))).toBe(true);
        const isSilentAfter = (entry: string) =>
          rig.changes.some(({ to, day }) => (to === 'dormant' || to === 'churned') && day > entry);
        expect(entries.every(isSilentAfter)).toBe(true);
        expect(rig.watches.get('m-1')?.winBack).toBe(entries.toSorted().at(-1));
      },
    ),
    { numRuns: 60 },
  );
});

test('an order that the profile does not know yet counts at once, and is not taken back', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(0) });
  await rig.watch('m-1', { happenedAt: noonAt(0), orders: [{ orderId: 'o-1', at: noonAt(0), day: dayAt(0) }] });
  expect(rig.watches.get('m-1')).toMatchObject({ stage: 'activated', personalDue: { orderDay: dayAt(0) } });
  const after = rig.watches.get('m-1');
  rig.order('m-1', 'o-1', noonAt(0));
  await rig.watch('m-1', { happenedAt: noonAt(0), orders: [{ orderId: 'o-1', at: noonAt(0), day: dayAt(0) }] });
  expect(rig.watches.get('m-1')).toEqual(after);
});

test('whoever looks at one who was merged looks at the other', async () => {
  const rig = watchRig();
  rig.know('m-old', { forwardTo: 'm-mid' });
  rig.know('m-mid', { forwardTo: 'm-new' });
  await rig.watch('m-old', rig.order('m-new', 'o-1', noonAt(0)));
  expect([...rig.watches.keys()]).toEqual(['m-new']);
  rig.watches.set('m-late', { ...newWatch('m-late', dayAt(0)), forwardTo: 'm-new', version: 1 });
  await rig.watch('m-late', rig.order('m-new', 'o-2', noonAt(0)));
  expect(rig.watches.get('m-late')?.version).toBe(1);
});

test('members who forward to each other are a fault, and no endless way', async () => {
  const rig = watchRig();
  rig.know('m-a', { forwardTo: 'm-b' });
  rig.know('m-b', { forwardTo: 'm-a' });
  await expect(rig.watch('m-a', {})).rejects.toThrow('member m-a is forwarded more than 20 times');
  expect(rig.watches.size).toBe(0);
});

test('a watch that changes at every turn is tried again later', async () => {
  const busy = memoryChurn().watchStore;
  const rig = watchRig({ watches: { ...busy, commit: async () => 'CHANGED_MEANWHILE' } });
  await expect(rig.watch('m-1', {})).rejects.toThrow('the watch of member m-1 changed 10 times in a row');
});

test('who becomes dormant comes on the ladder once in a silence, and in the next one again', async () => {
  const rig = watchRig();
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(200)));
  expect(rig.stagesOf('m-1').map(([to]) => to)).toEqual(['activated', 'at-risk', 'dormant', 'churned']);
  expect([...rig.runs.values()]).toMatchObject([
    { entry: dayAt(0), group: 'treated', stage: 'dormant', enteredDay: dayAt(31) },
  ]);
  await rig.watch('m-1', rig.order('m-1', 'o-2', noonAt(200)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(300)));
  expect([...rig.runs.values()].map(({ entry }) => entry)).toEqual([dayAt(0), dayAt(200)]);
  expect(rig.watches.get('m-1')?.winBack).toBe(dayAt(200));
});

test('a visit in between is no end of the silence: who was on the ladder does not come on it again', async () => {
  const rig = watchRig();
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(40)));
  rig.visit('m-1', noonAt(40));
  await rig.watch('m-1', { happenedAt: noonAt(40) });
  expect(rig.watches.get('m-1')?.stage).toBe('at-risk');
  await rig.lookWhenDue('m-1', Date.parse(noonAt(80)));
  expect(rig.watches.get('m-1')?.stage).toBe('dormant');
  expect([...rig.runs.values()].map(({ entry }) => entry)).toEqual([dayAt(0)]);
});

test('a member of the past is taken as it is found: nothing is told of it, and nothing follows', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(-400) });
  const looked = await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(-300)));
  expect(rig.changes).toMatchObject([{ from: null, to: 'churned', reason: 'IMPORTED', day: dayAt(0) }]);
  expect([rig.runs.size, rig.losses.size, rig.names('m-1'), looked.skipped]).toEqual([0, 0, [], 'PAST']);
});

test('what was due is decided and told though something of the past is told first', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(0) });
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(6)));
  // The scans of a month were not run when an event of the time before comes out of a queue.
  rig.goTo(noonAt(40));
  rig.visit('m-1', noonAt(3));
  await rig.watch('m-1', { happenedAt: noonAt(3) });
  expect(rig.names('m-1')).toEqual(['RepeatNotBought']);
  expect(rig.stagesOf('m-1').at(-1)).toEqual(['dormant', dayAt(34)]);
  expect(rig.changes.map(({ reason }) => reason)).not.toContain('IMPORTED');
  expect([...rig.runs.keys()]).toEqual([`m-1 ${dayAt(0)}`]);
});

test('a visit that is told late takes the stage on, and nothing follows from it', async () => {
  const rig = watchRig();
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(35)));
  rig.visit('m-1', noonAt(30));
  await rig.watch('m-1', { happenedAt: noonAt(30) });
  expect(rig.changes.at(-1)).toMatchObject({ from: 'dormant', to: 'at-risk', reason: 'IMPORTED' });
});

test('orders that were placed and not paid are told of after three days, each; paid ones are not', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(-10), lastSeenAt: noonAt(-9) });
  for (const orderId of ['o-1', 'o-2', 'o-paid']) {
    await rig.watch('m-1', { happenedAt: noonAt(0), placed: { orderId, at: noonAt(0) } });
  }
  rig.settled.add('o-paid');
  expect(nextLook(rig.watches.get('m-1') ?? newWatch('', ''))).toEqual({ at: noonAt(3), lane: 'sweep', rule: 'watch' });
  await rig.lookWhenDue('m-1', Date.parse(noonAt(3)) - 1);
  expect(rig.names('m-1')).toEqual([]);
  await rig.lookWhenDue('m-1', Date.parse(noonAt(3)));
  expect(rig.noticesOf('m-1').map(({ name, data }) => [name, data['orderId']])).toEqual([
    ['OrderLeftUnpaid', 'o-1'],
    ['OrderLeftUnpaid', 'o-2'],
  ]);
  expect(rig.lossesOf('m-1')).toEqual(['order-unpaid']);
  expect(rig.watches.get('m-1')?.unpaid).toEqual([]);
});

test('members are scored in the daily scan, and the score stays until the next', async () => {
  const rig = watchRig();
  const first = await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  expect([first.isScored, rig.scored]).toEqual([false, []]);
  // Nothing is due: nothing is written, and nobody is scored.
  expect((await rig.watch('m-1', { isDaily: true })).isScored).toBe(false);
  await rig.lookWhenDue('m-1', Date.parse(noonAt(22)));
  expect(rig.scored).toEqual(['m-1']);
  await rig.watch('m-1', rig.order('m-1', 'o-2', noonAt(22)));
  expect(rig.watches.get('m-1')?.score).toMatchObject({ day: dayAt(22), purchases30: 0.5 });
});

test('without a model nobody is scored', async () => {
  const rig = watchRig({ score: async () => undefined });
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  await rig.lookWhenDue('m-1', Date.parse(noonAt(40)));
  expect(rig.watches.get('m-1')).toMatchObject({ stage: 'dormant' });
  expect(rig.watches.get('m-1')?.score).toBeUndefined();
});

test.each([
  ['m-control', { moved: 1, enteredControl: 1, scored: 1 }],
  ['m-treated', { moved: 1, entered: 1, scored: 1 }],
])('the scan counts what became of %s', async (memberId, tally) => {
  const rig = watchRig();
  await rig.watch(memberId, rig.order(memberId, 'o-1', noonAt(0)));
  await rig.lookWhenDue(memberId, Date.parse(noonAt(25)));
  rig.goTo(noonAt(31));
  expect(scanTally(await rig.watch(memberId, { isDaily: true }))).toEqual(tally);
  expect(scanTally(await rig.watch(memberId, { isDaily: true }))).toEqual({ skippedUnchanged: 1 });
});

test('a stage without a ladder is told apart from one whose ladder the member was on before', async () => {
  const rig = watchRig();
  await rig.watch('m-1', rig.order('m-1', 'o-1', noonAt(0)));
  rig.goTo(noonAt(25));
  expect(scanTally(await rig.watch('m-1', { isDaily: true }))).toEqual({ moved: 1, scored: 1, skippedNoStrategy: 1 });
  await rig.lookWhenDue('m-1', Date.parse(noonAt(60)));
  rig.goTo(noonAt(95));
  expect(scanTally(await rig.watch('m-1', { isDaily: true }))).toEqual({
    moved: 1,
    scored: 1,
    skippedEnteredBefore: 1,
  });
});

test('a look that stops before its write, or after it, is taken up by the next', async () => {
  for (const isDone of [false, true]) {
    let isStopping = false;
    const wait = async (name: string) => {
      if (isStopping && name === 'write watch') throw new Error('stopped');
    };
    const rig = watchRig({}, isDone ? undefined : wait);
    rig.know('m-1', { joinedAt: noonAt(0) });
    const occasion = rig.order('m-1', 'o-1', noonAt(0));
    isStopping = true;
    if (isDone) await rig.watch('m-1', occasion);
    else await expect(rig.watch('m-1', occasion)).rejects.toThrow('stopped');
    isStopping = false;
    await rig.watch('m-1', occasion);
    expect(rig.stagesOf('m-1')).toEqual([['activated', dayAt(0)]]);
    expect(rig.watches.get('m-1')?.version).toBe(1);
  }
});

test('a first look some hours after a node tells of it, as of when it was', async () => {
  const rig = watchRig();
  rig.know('m-1', { joinedAt: noonAt(0), lastSeenAt: noonAt(0) });
  rig.goTo(new Date(Date.parse(noonAt(1)) + HOUR_MS).toISOString());
  await rig.watch('m-1', { happenedAt: noonAt(0) });
  expect(rig.names('m-1')).toEqual(['SignUpWentSilent']);
  expect(rig.now().getTime() - Date.parse(rig.noticesOf('m-1')[0]?.occurredAt ?? '')).toBe(HOUR_MS);
});
