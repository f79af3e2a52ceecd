import { expect, test } from 'vitest';
import type { KnownMember } from '../../../lambdas/surveys/audience.ts';
import { STAGES } from '../../../programmes/stage.ts';
import { type Crowd, dispatching } from './dispatching.ts';
import { satisfaction } from './ready.ts';

const crowdOf = (count: number, changes: (index: number) => Partial<Crowd> = () => ({})): Crowd[] =>
  Array.from({ length: count }, (_, index) => ({
    memberId: `m-${String(index).padStart(5, '0')}`,
    stage: STAGES[index % STAGES.length] ?? 'active',
    ...changes(index),
  }));
const askedIn = ({ invited }: ReturnType<typeof dispatching>) =>
  [...invited.values()].map(({ memberId }) => memberId).sort();

test('exactly the sample is asked, of the stages in proportion, and nobody of another stage', async () => {
  const rig = dispatching(satisfaction({ sampleSize: 100 }), crowdOf(1_400));
  await rig.run();
  expect(rig.invited.size).toBe(100);
  const byStage = Map.groupBy(rig.invited.values(), ({ stage }) => stage);
  expect(Object.fromEntries([...byStage].map(([stage, all]) => [stage, all.length]))).toEqual({
    ...{ activated: 25, active: 25, 'at-risk': 25, 'won-back': 25 },
  });
});

test('where there are fewer, all are asked', async () => {
  const rig = dispatching(satisfaction({ sampleSize: 400, audience: {} }), crowdOf(35));
  await rig.run();
  expect(rig.invited.size).toBe(35);
});

test('planned and run again, it asks nobody twice and nobody else', async () => {
  const rig = dispatching(satisfaction({ sampleSize: 40 }), crowdOf(420));
  await rig.run();
  const first = askedIn(rig);
  rig.state.now = new Date('2026-01-02T02:00:00Z');
  await rig.run();
  await rig.run();
  expect(askedIn(rig)).toEqual(first);
});

test('killed at any step and gone on with, it asks the same members, each once', async () => {
  const body = satisfaction({ sampleSize: 23 });
  const crowd = crowdOf(420);
  const whole = dispatching(body, crowd);
  await whole.run();
  const [expected, steps] = [askedIn(whole), whole.state.steps];
  expect(expected).toHaveLength(23);
  for (let killAt = 1; killAt <= steps; killAt += 1) {
    const rig = dispatching(body, crowd);
    rig.state.killAt = killAt;
    await rig.run();
    expect(askedIn(rig), `killed at step ${killAt}`).toEqual(expected);
  }
});

test('messages that come twice at once ask nobody twice', async () => {
  const rig = dispatching(satisfaction({ sampleSize: 30 }), crowdOf(420));
  await rig.run();
  const expected = askedIn(rig);
  const other = dispatching(satisfaction({ sampleSize: 30 }), crowdOf(420));
  const { ask, queue } = other;
  const twice = async () => {
    for (let rounds = 0; queue.length > 0 && rounds < 200; rounds += 1) {
      const messages = queue.splice(0, queue.length);
      await Promise.all(messages.flatMap((message) => [ask(message, () => 60_000), ask(message, () => 60_000)]));
    }
  };
  other.state.killAt = Number.POSITIVE_INFINITY;
  // The plan alone: its messages are taken two at a time.
  await Promise.all([other.run(), twice()]);
  await twice();
  expect(askedIn(other)).toEqual(expected);
});

test('who does not want to be asked, was asked lately, or has not been seen for long is not asked', async () => {
  const crowd = crowdOf(200, (index) => ({
    stage: 'active',
    known:
      (
        [
          { isReachable: false },
          { askedLast: { run: 'other', askedAt: '2025-10-20T02:00:00.000Z' } },
          { askedLast: { run: 'other', askedAt: '2025-10-10T02:00:00.000Z' }, lastSeenAt: '2025-12-20T00:00:00.000Z' },
          { lastSeenAt: '2025-11-01T00:00:00.000Z' },
        ] satisfies Partial<KnownMember>[]
      )[index % 4] ?? {},
  }));
  const rig = dispatching(satisfaction({ audience: { activeWithinDays: 30 } }), crowd);
  await rig.run();
  expect(askedIn(rig)).toEqual(crowd.filter((_, index) => index % 4 === 2).map(({ memberId }) => memberId));
});

test('one that is switched off in the middle of it asks nobody else', async () => {
  const whole = dispatching(satisfaction({ sampleSize: 30 }), crowdOf(420));
  await whole.run();
  const rig = dispatching(satisfaction({ sampleSize: 30 }), crowdOf(420));
  rig.state.offAfter = 1;
  await rig.run();
  expect(askedIn(rig).length).toBeGreaterThan(0);
  expect(askedIn(rig).length).toBeLessThan(askedIn(whole).length);
});

test('when the time is over it goes on by a message of its own, page by page', async () => {
  const whole = dispatching(satisfaction({ sampleSize: 50 }), crowdOf(1_400));
  await whole.run();
  // Time for one page an invocation.
  let calls = 0;
  const slow = dispatching(satisfaction({ sampleSize: 50 }), crowdOf(1_400), () => {
    calls += 1;
    return calls % 2 === 1 ? 60_000 : 0;
  });
  await slow.run();
  expect(askedIn(slow)).toEqual(askedIn(whole));
  expect(slow.hopMax()).toBeGreaterThan(3);
});

test('a dispatch that continues itself for ever is stopped', async () => {
  const { ask } = dispatching(satisfaction(), []);
  await expect(ask({ run: 'r', shard: 0, isAsking: false, hop: 501 }, () => 60_000)).rejects.toThrow(
    'continued itself more than 500',
  );
});
