import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTags, tagsOf } from '../../../lambdas/outreach/message-tag.ts';

const received = (tags: ReturnType<typeof tagsOf>) =>
  Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]]));

test('whatever the ids, tags have letters that a provider takes, and name the message again', () => {
  const id = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 128, maxLength: 400 }));
  fc.assert(
    fc.property(id, id, (memberId, messageKey) => {
      const tags = tagsOf({ memberId, messageKey });
      for (const { Name, Value } of tags) {
        expect(Name).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
        expect(Value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      }
      expect(new Set(tags.map(({ Name }) => Name)).size).toBe(tags.length);
      expect(readTags({ 'ses:source-ip': ['10.0.0.1'], ...received(tags.reverse()) })).toEqual({
        memberId,
        messageKey,
      });
    }),
  );
});

test('the longest ids fit into the tags that one e-mail can have', () => {
  expect(tagsOf({ memberId: '李'.repeat(128), messageKey: 'x'.repeat(102) }).length).toBeLessThanOrEqual(10);
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  {},
  { other: ['a'] },
  { 'holdfast-0': undefined },
  { 'holdfast-0': [] },
  { 'holdfast-0': ['***'] },
  { 'holdfast-1': [encoded(['m', 'k'])] },
  { 'holdfast-0': [encoded('m')] },
  { 'holdfast-0': [encoded(null)] },
  { 'holdfast-0': [encoded(['m'])] },
  { 'holdfast-0': [encoded([1, 2])] },
])('%j is no message of ours', (tags) => {
  expect(readTags(tags)).toBeUndefined();
});
