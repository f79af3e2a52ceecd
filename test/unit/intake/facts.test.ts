import { expect, test } from 'vitest';
import { readEventFacts } from '../../../lambdas/intake/event-facts.ts';
import { readProfileFacts } from '../../../lambdas/intake/profile-facts.ts';

test('a text of 128 characters is a fact, and a longer one stays behind', () => {
  expect(readEventFacts('Product Viewed', { sku: 's'.repeat(128), brand: 'b'.repeat(129) }, [])).toEqual({
    sku: 's'.repeat(128),
  });
});

test('only what was said is a fact: what every object has was not', () => {
  const inherited = Object.create({ sku: 'inherited' });
  expect(readEventFacts('Product Viewed', inherited, ['toString'])).toEqual({});
});

test('numbers, yes and no are facts; lists, objects and nothing are not', () => {
  const properties = { quantity: 2, rating: 0, step: false, sku: ['s'], brand: { name: 'Wind' }, variant: null };
  expect(readEventFacts('Product Viewed', properties, [])).toEqual({ quantity: 2, rating: 0, step: false });
});

test('language and zone are those of the traits, else of the device, and under either name', () => {
  const device = { locale: 'en-US', timezone: 'Europe/Berlin' };
  expect(readProfileFacts({}, device)).toEqual({ locale: 'en-US', timeZone: 'Europe/Berlin' });
  const told = { locale: 'zh_CN', timeZone: 'Asia/Shanghai' };
  expect(readProfileFacts(told, device)).toEqual({ locale: 'zh-CN', timeZone: 'Asia/Shanghai' });
  expect(readProfileFacts({ timezone: 'Asia/Tokyo', ...told }, {})['timeZone']).toBe('Asia/Tokyo');
});

test('a zone is kept under one name however it was spelt', () => {
  expect(readProfileFacts({ timezone: 'asia/shanghai' }, {})).toEqual({ timeZone: 'Asia/Shanghai' });
});

test('a country is two letters; a name of one is left in the contact', () => {
  expect(readProfileFacts({ country: 'cn' }, {})).toEqual({ country: 'CN' });
  for (const country of ['China', 'C', '86', 86, null, ['CN']]) expect(readProfileFacts({ country }, {})).toEqual({});
});

test('tags are a set: sorted, each once, 50 at most, of 64 characters at most', () => {
  expect(readProfileFacts({ tags: ['vip', 'gift', 'vip', 't'.repeat(64), 't'.repeat(65)] }, {})).toEqual({
    tags: ['gift', 't'.repeat(64), 'vip'],
  });
  const many = Array.from({ length: 60 }, (_, index) => `tag-${String(index).padStart(2, '0')}`);
  expect(readProfileFacts({ tags: many.toReversed() }, {})['tags']).toEqual(many.slice(0, 50));
});

test('a member joined at an instant since 1970, or nobody knows when', () => {
  expect(readProfileFacts({ createdAt: '2019-08-07T06:05:04+08:00' }, {})).toEqual({
    joinedAt: '2019-08-06T22:05:04.000Z',
  });
  for (const createdAt of ['1969-12-31T23:59:59Z', 'yesterday', 1_565_000_000, null]) {
    expect(readProfileFacts({ createdAt }, {})).toEqual({});
  }
});
