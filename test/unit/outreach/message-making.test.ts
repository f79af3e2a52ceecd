import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageDefinition } from '../../../lambdas/outreach/message-catalogue.ts';
import {
  contactMessageOf,
  keptMessageOf,
  matchesTrigger,
  requestOf,
  triggeredAt,
  validUntil,
  waitingMessageOf,
} from '../../../lambdas/outreach/message-making.ts';
import { isSettled, type MessageRequest, messageKeyOf } from '../../../lambdas/outreach/sent-message.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';

const NOON = new Date('2026-06-10T04:00:00.000Z');
const REQUEST: MessageRequest = {
  memberId: 'm-1',
  messageId: 'points-expiring',
  entry: 'event-1',
  occurredAt: '2026-06-10T03:00:00.000Z',
  data: { points: 200, expiryDay: '2026-07-01', daysLeft: 7 },
};
function definitionOf(changes: object = {}, trigger: object = {}): MessageDefinition {
  const ready = READY_MESSAGES['points-expiring'];
  const body = messageBody.parse({ ...ready, ...changes, trigger: { ...ready?.trigger, ...trigger } });
  return { messageId: 'points-expiring', version: 4, body, class: 'service', topicName: { en: 'a', zh: 'b' } };
}

test('a message is due so many minutes after what it follows from, and of use for so many hours more', () => {
  const late = definitionOf({ validHours: 5 }, { delayMinutes: 90 });
  expect(triggeredAt(REQUEST, late).toISOString()).toBe('2026-06-10T04:30:00.000Z');
  expect(validUntil(REQUEST, late)).toBe('2026-06-10T09:30:00.000Z');
  const tooLong = { ...late, body: { ...late.body, validHours: 500 } };
  expect(validUntil(REQUEST, tooLong)).toBe('2026-06-13T04:30:00.000Z');
});

test('the rules of contact see what the definition says', () => {
  expect(contactMessageOf(REQUEST, definitionOf({ priority: 7, expectedValue: 120 }))).toEqual({
    memberId: 'm-1',
    messageKey: messageKeyOf(REQUEST),
    channel: 'email',
    topic: 'account',
    class: 'service',
    priority: 7,
    expectedValue: 120,
    validUntil: '2026-06-11T03:00:00.000Z',
  });
});

test('of one message and one entry there is one key, that sorts by time', () => {
  expect(messageKeyOf(REQUEST)).toBe(messageKeyOf({ ...REQUEST, data: {}, memberId: 'm-2' }));
  expect(messageKeyOf(REQUEST)).not.toBe(messageKeyOf({ ...REQUEST, entry: 'event-2' }));
  expect(messageKeyOf(REQUEST)).not.toBe(messageKeyOf({ ...REQUEST, messageId: 'welcome' }));
  expect(messageKeyOf(REQUEST) < messageKeyOf({ ...REQUEST, occurredAt: '2026-06-10T03:00:00.001Z' })).toBe(true);
});

test('what is kept of a message that has come to its end has nothing of what its texts say', () => {
  const verdict = { kind: 'SUPPRESS', rule: 'CONSENT' } as const;
  const kept = keptMessageOf(REQUEST, definitionOf(), 'SUPPRESSED', verdict, NOON);
  expect(kept).toMatchObject({ definitionVersion: 4, status: 'SUPPRESSED', verdict, decidedAt: NOON.toISOString() });
  expect(kept.data).toBeUndefined();
  expect(isSettled(kept)).toBe(true);
});

const waiting = (until: string, priority = 70) =>
  waitingMessageOf(REQUEST, definitionOf({ priority }), { kind: 'DEFER', until, rule: 'CAP' }, NOON);

test('a waiting message asks for what it was asked for', () => {
  const kept = waiting('2026-06-11T00:00:00.000Z');
  expect(isSettled(kept)).toBe(false);
  expect(requestOf(kept)).toEqual(REQUEST);
});

test('a message waits no shorter than it has to, and a moment longer; the more important are met first', () => {
  fc.assert(
    fc.property(
      fc.date({ min: NOON, max: new Date('2027-01-01'), noInvalidDate: true }),
      fc.nat({ max: 100 }),
      fc.nat({ max: 100 }),
      (until, a, b) => {
        const [first = '', second = ''] = [a, b].map((priority) => waiting(until.toISOString(), priority).dueAt);
        expect(Date.parse(first)).toBeGreaterThanOrEqual(until.getTime());
        expect(Date.parse(first)).toBeLessThan(until.getTime() + 1_101);
        if (a > b) expect(first < second).toBe(true);
        if (a === b) expect(first).toBe(second);
      },
    ),
  );
});

test.each([
  [{}, {}, true],
  [{ where: { daysLeft: [30, 7, 1] } }, { daysLeft: 7 }, true],
  [{ where: { daysLeft: [30, 7, 1] } }, { daysLeft: 14 }, false],
  [{ where: { daysLeft: [7] } }, { daysLeft: '7' }, false],
  [{ where: { daysLeft: [7] } }, {}, false],
  [{ where: { toString: ['x'] } }, {}, false],
  [{ where: { toString: [null] } }, {}, true],
  [{ where: { action: [null] } }, { points: 1 }, true],
  [{ where: { action: [null] } }, { action: 'Checked In' }, false],
  [{ where: { action: [null, 'Checked In'] } }, { action: 'Checked In' }, true],
  [{ where: { daysLeft: [7], isFirst: [true] } }, { daysLeft: 7, isFirst: true }, true],
  [{ where: { daysLeft: [7], isFirst: [true] } }, { daysLeft: 7, isFirst: false }, false],
])('a trigger with %j follows from %j: %s', (trigger, data, matches) => {
  const ready = { ...READY_MESSAGES['points-expiring'], trigger: { event: 'PointsExpiring', ...trigger } };
  const definition = { ...definitionOf(), body: messageBody.parse(ready) };
  expect(matchesTrigger(definition, data)).toBe(matches);
});

test('what a member gets for a check-in or a birthday is no order, and no e-mail says so', () => {
  for (const id of ['points-earned', 'points-released']) {
    const definition = { ...definitionOf(), body: messageBody.parse(READY_MESSAGES[id]) };
    expect(matchesTrigger(definition, { memberId: 'm-1', points: 128, orderId: 'o-1' })).toBe(true);
    expect(matchesTrigger(definition, { memberId: 'm-1', points: 1, action: 'Checked In' })).toBe(false);
  }
});

test('what an event says of being over ends the use of its message sooner', () => {
  const request = (overAt: string) => ({ ...REQUEST, data: { overAt } });
  const definition = definitionOf({ validHours: 5 });
  expect(validUntil(request('2026-06-10T05:00:00.000Z'), definition)).toBe('2026-06-10T05:00:00.000Z');
  expect(validUntil(request('2026-06-12T00:00:00.000Z'), definition)).toBe('2026-06-10T08:00:00.000Z');
});

test.each([
  ['order', { lastOrderAt: '2026-06-10T03:30:00.000Z' }, { lastOrderAt: '2026-06-10T02:00:00.000Z' }],
  ['answer', { isAnswered: true }, { isAnswered: false }],
  ['recovery', {}, { heldUntil: '2026-06-20T00:00:00.000Z' }],
] as const)('a message whose goal is %s is sent as long as that is not met', (goal, met, unmet) => {
  const definition = definitionOf({ goal });
  expect(contactMessageOf(REQUEST, definition, met).journey).toEqual({ isLive: true, isGoalMet: true });
  expect(contactMessageOf(REQUEST, definition, unmet).journey).toBeUndefined();
  // Before the member is read nothing is known of it.
  expect(contactMessageOf(REQUEST, definition).journey).toBeUndefined();
});
