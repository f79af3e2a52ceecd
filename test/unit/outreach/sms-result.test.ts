import { expect, test } from 'vitest';
import { readSmsResult } from '../../../lambdas/outreach/sms-result.ts';
import { smsLogEvent } from '../../../local/sending/sms-log.ts';

const AT = '2026-06-10T04:00:00.000Z';
const read = (failure: string | undefined) =>
  readSmsResult(
    smsLogEvent({
      ...{ messageId: 'p-1', sentAtMs: Date.parse(AT), phoneNumber: '+15550100', text: 'Hi', smsType: 'Promotional' },
      failure,
    }),
    Date.parse(AT),
  );

test('a line of the log is read as what became of an SMS', () => {
  expect(read(undefined)).toEqual({ providerId: 'p-1', heard: 'deliveredAt', at: AT, unreachable: undefined });
});

test.each([
  ['Phone is currently unreachable/unavailable', false],
  ['Blocked as spam by phone carrier', false],
  ['Unknown error attempting to reach phone', false],
  ['Phone number is opted out', true],
  ['Invalid phone number', true],
])('%s: the number takes no SMS any more is %s', (failure, isUnreachable) => {
  expect(read(failure)).toMatchObject({
    heard: 'undeliveredAt',
    ...(isUnreachable ? { unreachable: '+15550100' } : { unreachable: undefined }),
  });
});

test.each(['', 'no JSON', '[]', '{"status":"SUCCESS"}', 'null'])('%j is no result', (line) => {
  expect(readSmsResult(line, 0)).toBeUndefined();
});
