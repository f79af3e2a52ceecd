import { expect, test } from 'vitest';
import { creditOrder } from '../../../lambdas/outreach/order-credit.ts';
import type { KeptMessage } from '../../../lambdas/outreach/sent-message.ts';

const PAID_AT = '2026-06-10T12:00:00.000Z';
const ORDER = { memberId: 'm-1', orderId: 'o-1', paidMinor: 12_850, paidAt: PAID_AT };
const messageOf = (
  messageId: string,
  clickedAt: string | undefined,
  changes: Partial<KeptMessage> = {},
): KeptMessage => ({
  memberId: 'm-1',
  messageKey: `${messageId}-key`,
  messageId,
  definitionVersion: 0,
  channel: 'email',
  topic: 'offers',
  class: 'marketing',
  status: 'SENT',
  verdict: { kind: 'SEND' },
  decidedAt: '2026-06-01T00:00:00.000Z',
  occurredAt: '2026-06-01T00:00:00.000Z',
  entry: 'e',
  validUntil: '2026-06-02T00:00:00.000Z',
  sentAt: '2026-06-01T01:00:00.000Z',
  feedback: { clickedAt },
  ...changes,
});
const credited = (...messages: KeptMessage[]) => creditOrder(ORDER, messages, 3)?.messageId;

test('the message that was clicked last before the order has the credit, and all that is told of it', () => {
  const first = messageOf('first', '2026-06-09T00:00:00.000Z');
  const last = messageOf('last', '2026-06-10T11:59:00.000Z');
  const later = messageOf('later', '2026-06-10T12:00:00.001Z');
  for (const order of [
    [first, last, later],
    [later, last, first],
  ]) {
    expect(credited(...order)).toBe('last');
  }
  expect(creditOrder(ORDER, [last], 3)).toEqual({
    ...ORDER,
    ...{ messageKey: 'last-key', messageId: 'last', channel: 'email', topic: 'offers', class: 'marketing' },
    ...{ sentAt: '2026-06-01T01:00:00.000Z', clickedAt: '2026-06-10T11:59:00.000Z' },
  });
});

test('of several clicks on a message the last one before the order counts', () => {
  const clickedTwice = (messageId: string, clickedAt: string, lastClickedAt: string) =>
    messageOf(messageId, undefined, { feedback: { clickedAt, lastClickedAt } });
  const between = messageOf('between', '2026-06-09T00:00:00.000Z');
  expect(credited(clickedTwice('again', '2026-06-08T00:00:00.000Z', '2026-06-10T11:00:00.000Z'), between)).toBe(
    'again',
  );
  // The first is too long ago, or the last comes after the order.
  expect(credited(clickedTwice('old', '2026-05-30T00:00:00.000Z', '2026-06-10T11:00:00.000Z'))).toBe('old');
  expect(credited(clickedTwice('after', '2026-06-10T11:00:00.000Z', '2026-06-11T00:00:00.000Z'))).toBe('after');
});

test('the window ends days after the click, to the millisecond', () => {
  expect(credited(messageOf('in', '2026-06-07T12:00:00.001Z'))).toBe('in');
  expect(credited(messageOf('out', '2026-06-07T12:00:00.000Z'))).toBeUndefined();
  expect(credited(messageOf('at', PAID_AT))).toBe('at');
});

test('what was not clicked has no credit', () => {
  expect(credited()).toBeUndefined();
  expect(credited(messageOf('silent', undefined))).toBeUndefined();
  expect(credited(messageOf('unsent', '2026-06-10T11:00:00.000Z', { sentAt: undefined }))).toBeUndefined();
});

test('a link of a message that follows from something two months before the window leads to no credit', () => {
  const clicked = '2026-06-10T11:00:00.000Z';
  // Sixty days, and the three of the window.
  expect(credited(messageOf('in', clicked, { occurredAt: '2026-04-08T12:00:00.000Z' }))).toBe('in');
  expect(credited(messageOf('out', clicked, { occurredAt: '2026-04-08T11:59:59.999Z' }))).toBeUndefined();
  expect(credited(messageOf('ahead', clicked, { occurredAt: '2026-06-10T12:00:00.001Z' }))).toBeUndefined();
});

test('of two messages that were clicked at once the same one has the credit, whichever is read first', () => {
  const [one, other] = ['one', 'other'].map((id) => messageOf(id, '2026-06-10T11:00:00.000Z'));
  if (one === undefined || other === undefined) throw new Error('there are two');
  expect([credited(one, other), credited(other, one)]).toEqual(['other', 'other']);
});
