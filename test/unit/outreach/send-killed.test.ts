import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendAnswer } from '../../../lambdas/outreach/channel.ts';
import { type Kill, sendingRig } from './sending.ts';

const SENT: SendAnswer = { kind: 'SENT', providerId: 'p-1' };
const ANSWERS: readonly SendAnswer[] = [
  SENT,
  { kind: 'REJECTED', reason: 'the address is none' },
  { kind: 'TOO_FAST' },
  { kind: 'QUOTA_USED' },
  { kind: 'PAUSED', reason: 'sending is paused' },
  { kind: 'UNKNOWN', reason: 'no answer' },
];

async function runKilled(answers: readonly SendAnswer[], memberCount: number, kill?: Kill) {
  const rig = sendingRig(answers, memberCount);
  await rig.run(kill);
  const context = JSON.stringify({ kill, answers: answers.map(({ kind }) => kind) });
  expect(rig.sent.length, `twice, ${context}`).toBe(new Set(rig.sent).size);
  for (const id of rig.idsAsked) {
    const message = rig.messages.get(id);
    const ends = rig.sent.includes(id) ? ['SENT', 'UNKNOWN'] : ['UNKNOWN', 'SUPPRESSED', 'FAILED'];
    expect(ends, `${id}, ${context}`).toContain(message?.status);
  }
  return rig;
}

test('a worker that dies at any step sends nothing twice, and each message comes to an end that tells the truth', async () => {
  const { state } = await runKilled([SENT], 1);
  expect(state.calls).toBeGreaterThan(10);
  for (let at = 1; at <= state.calls; at += 1) {
    for (const isDone of [false, true]) await runKilled([SENT], 1, { at, isDone });
  }
});

test('the same whatever providers answer, to several members', async () => {
  const answers = fc.array(fc.constantFrom(...ANSWERS), { minLength: 1, maxLength: 6 });
  const kill = fc.option(fc.record({ at: fc.integer({ min: 1, max: 60 }), isDone: fc.boolean() }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(answers, fc.integer({ min: 1, max: 3 }), kill, async (given, memberCount, killed) => {
      await runKilled(given, memberCount, killed);
    }),
    { numRuns: 100 },
  );
});

test('who died after the provider took it leaves what is unknown, and not a second message', async () => {
  const whole = await runKilled([SENT], 1);
  const ends = new Set<string>();
  for (let at = 1; at <= whole.state.calls; at += 1) {
    const { sent, messages } = await runKilled([SENT], 1, { at, isDone: true });
    for (const id of sent) ends.add(messages.get(id)?.status ?? '');
  }
  expect([...ends].sort()).toEqual(['SENT', 'UNKNOWN']);
});

test.each([
  { of: 'that is stopped', answer: { kind: 'PAUSED', reason: 'sending is paused' }, grantsMax: 100 },
  { of: 'whose hours are all full', answer: SENT, grantsMax: 0 },
] as const)('however often tasks of a channel $of come, they do not become more', async ({ answer, grantsMax }) => {
  const tasksMax = await Promise.all([1, 20].map((hours) => sendingRig([answer], 2, grantsMax).runDoubled(hours)));
  // Of each message what its own putting-off tells the queue, and what the sweep does.
  expect(tasksMax[1]).toBeLessThanOrEqual(2 * 2 * 3);
  expect(tasksMax[0]).toBeLessThanOrEqual(tasksMax[1] ?? 0);
});

test('whoever gets too few grants sends what they let go, and asks for the others later', async () => {
  const rig = sendingRig([SENT], 5, 1);
  await rig.runDay();
  const sentOf = (id: string) => rig.sent.filter((sent) => sent.includes(id));
  expect([sentOf('#offer-0#').length, sentOf('#push-0#').length]).toEqual([5, 5]);
  expect(new Set(rig.sent).size).toBe(rig.sent.length);
});

test('where nothing is granted any more nothing is sent, and each message ends', async () => {
  const rig = sendingRig([SENT], 2, 0);
  await rig.run();
  expect(rig.sent).toEqual([]);
  expect(new Set([...rig.messages.values()].map(({ status, verdict }) => `${status} ${verdict.kind}`))).toEqual(
    new Set(['SUPPRESSED SUPPRESS']),
  );
});
