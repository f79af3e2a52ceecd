import { expect, test } from 'vitest';
import { addressOf, createHashAddress } from '../../../lambdas/outreach/address-hash.ts';

const TRAITS = { email: 'lin@example.com', phone: '+8613800138000' };

test('each channel reaches a member where it can', () => {
  const of = (traits: Readonly<Record<string, unknown>>) =>
    (['email', 'sms', 'webhook'] as const).map((channel) => addressOf(channel, 'm-1', traits));
  expect(of(TRAITS)).toEqual(['lin@example.com', '+8613800138000', 'm-1']);
  expect(of({})).toEqual([undefined, undefined, 'm-1']);
  expect(of({ email: null, phone: 13_800_138_000 })).toEqual([undefined, undefined, 'm-1']);
});

test('a hash names an address however it is written, tells nothing of it, and is another with another key', () => {
  const hash = createHashAddress('key');
  expect(hash(' Lin@Example.com ')).toBe(hash('lin@example.com'));
  expect(hash('lin@example.com')).toMatch(/^[0-9a-f]{64}$/);
  expect(hash('lin@example.com')).not.toBe(hash('lin@example.org'));
  expect(createHashAddress('other')('lin@example.com')).not.toBe(hash('lin@example.com'));
});
