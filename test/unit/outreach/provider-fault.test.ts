import { expect, test } from 'vitest';
import { readProviderFault } from '../../../lambdas/outreach/provider-fault.ts';

const thrown = (name: string, status: number, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

test.each([
  ['Throttling', 400, 'Maximum sending rate exceeded.', { kind: 'TOO_FAST' }],
  ['ThrottlingException', 400, 'Rate exceeded', { kind: 'TOO_FAST' }],
  ['ThrottledException', 429, '', { kind: 'TOO_FAST' }],
  ['TooManyRequestsException', 429, '', { kind: 'TOO_FAST' }],
  ['SomethingNew', 429, '', { kind: 'TOO_FAST' }],
  ['Throttling', 400, 'Daily message quota exceeded.', { kind: 'QUOTA_USED' }],
  ['LimitExceeded', 400, '', { kind: 'QUOTA_USED' }],
  ['LimitExceededException', 400, '', { kind: 'QUOTA_USED' }],
  ['MessageRejected', 400, 'Email content contains a virus.', { kind: 'REJECTED', reason: 'MessageRejected' }],
  ['InvalidParameterValue', 400, 'Illegal address', { kind: 'REJECTED', reason: 'InvalidParameterValue' }],
  [
    'InvalidParameterException',
    400,
    'Invalid parameter: PhoneNumber',
    { kind: 'REJECTED', reason: 'InvalidParameterException' },
  ],
  ['OptedOutException', 400, '', { kind: 'REJECTED', reason: 'OptedOutException' }],
  [
    'MessageRejected',
    400,
    'Email address is not verified. The following identities failed the check in region EU-WEST-1: shop.example',
    { kind: 'PAUSED', reason: 'MessageRejected' },
  ],
  ['MessageRejected', 400, 'Sending suspended for this account.', { kind: 'PAUSED', reason: 'MessageRejected' }],
  ['AccountSendingPausedException', 400, '', { kind: 'PAUSED', reason: 'AccountSendingPausedException' }],
  [
    'ConfigurationSetSendingPausedException',
    400,
    '',
    { kind: 'PAUSED', reason: 'ConfigurationSetSendingPausedException' },
  ],
  ['ConfigurationSetDoesNotExist', 400, '', { kind: 'PAUSED', reason: 'ConfigurationSetDoesNotExist' }],
  ['MailFromDomainNotVerifiedException', 400, '', { kind: 'PAUSED', reason: 'MailFromDomainNotVerifiedException' }],
  ['AccessDenied', 403, '', { kind: 'PAUSED', reason: 'AccessDenied' }],
  ['AuthorizationErrorException', 403, '', { kind: 'PAUSED', reason: 'AuthorizationErrorException' }],
  ['InternalFailure', 500, '', { kind: 'UNKNOWN', reason: 'InternalFailure' }],
  ['ServiceUnavailable', 503, '', { kind: 'UNKNOWN', reason: 'ServiceUnavailable' }],
])('%s with %d "%s" means %j', (name, status, message, answer) => {
  expect(readProviderFault(thrown(name, status, message))).toEqual(answer);
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('after %s nothing was sent, and it is tried later', (code) => {
  expect(readProviderFault(Object.assign(new Error('connect'), { code }))).toEqual({ kind: 'TOO_FAST' });
});

test.each([
  [Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'Error'],
  [Object.assign(new Error('timed out'), { name: 'TimeoutError' }), 'TimeoutError'],
  [Object.assign(new Error('aborted'), { name: 'AbortError' }), 'AbortError'],
  [undefined, 'the client failed'],
  [null, 'the client failed'],
  ['a text', 'the client failed'],
])('after %s nobody knows, so it is not sent again', (error, reason) => {
  expect(readProviderFault(error)).toEqual({ kind: 'UNKNOWN', reason });
});
