import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import { type Consent, consentKey } from '../../../lambdas/outreach/consent.ts';
import { CHANNELS } from '../../../lambdas/outreach/contact-message.ts';
import { type MemberOutreach, slotKey } from '../../../lambdas/outreach/member-outreach.ts';
import { outreachItem, packOutreach, unpackOutreach } from '../../../lambdas/outreach/outreach-item.ts';

const channel = fc.constantFrom(...CHANNELS);
const topic = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/);
const instant = fc
  .integer({ min: Date.parse('2020-01-01') / 1000, max: Date.parse('2060-01-01') / 1000 })
  .map((second) => new Date(second * 1000).toISOString());
const consent: fc.Arbitrary<Consent> = fc.record({
  channel,
  topic,
  status: fc.constantFrom('GRANTED' as const, 'PENDING' as const, 'WITHDRAWN' as const),
  at: instant,
  source: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', 'preference page', 'a  b #c')),
});
const slot = fc.record({
  key: fc.string().map(slotKey),
  channel,
  class: fc.constantFrom('transactional' as const, 'service' as const, 'marketing' as const),
  topic,
  at: instant,
});
const outreach: fc.Arbitrary<MemberOutreach> = fc.record({
  memberId: fc.string({ minLength: 1 }),
  consents: fc.array(consent).map((all) => Object.fromEntries(all.map((each) => [consentKey(each), each]))),
  slots: fc.array(slot),
  version: fc.nat(),
  formerIds: fc.option(fc.array(fc.string()), { nil: undefined }),
  forwardTo: fc.option(fc.string(), { nil: undefined }),
});

test('what is packed is an item, and unpacked it is the same', () => {
  fc.assert(
    fc.property(outreach, (known) => {
      expect(unpackOutreach(outreachItem.parse(packOutreach(known)))).toEqual(known);
    }),
  );
});

test('a slot is remembered to the second, and never as later than it was', () => {
  const taken = { key: slotKey('a'), channel: 'sms', class: 'service', topic: 'points' } as const;
  const slots = [{ ...taken, at: '2026-06-10T04:00:00.999Z' }];
  expect(unpackOutreach(packOutreach({ memberId: 'm', consents: {}, version: 1, slots })).slots).toEqual([
    { ...taken, at: '2026-06-10T04:00:00.000Z' },
  ]);
});

test.each([
  { consents: { 'fax#offers': 'G 2026-06-10T04:00:00.000Z page' } },
  { consents: { 'email#offers': 'X 2026-06-10T04:00:00.000Z page' } },
  { slots: ['0123456789abcdef x m 1 offers'] },
  { slots: ['0123456789abcdef e x 1 offers'] },
])('%j can not be read, and is not taken for something else', (change) => {
  expect(() => unpackOutreach({ memberId: 'm', consents: {}, slots: [], version: 1, ...change })).toThrow(
    /can't be read/,
  );
});

const TOPICS = ['orders', 'account', 'points', 'offers'];
const WRITE_UNIT_BYTES = 1_024;

test('a member of eight consents and six slots is written with one unit', () => {
  const said = ['email', 'sms'].flatMap((on) =>
    TOPICS.map((about) => ({ channel: on as 'email', topic: about, status: 'GRANTED' as const })),
  );
  const member: MemberOutreach = {
    memberId: 'customer-000123456',
    consents: Object.fromEntries(
      said.map((each) => [consentKey(each), { ...each, at: '2026-06-10T04:00:00.000Z', source: 'preference page' }]),
    ),
    slots: Array.from({ length: 6 }, (_, index) => ({
      key: slotKey(`${index}`),
      channel: 'email',
      class: 'marketing',
      topic: 'offers',
      at: '2026-06-10T04:00:00.000Z',
    })),
    version: 1_234,
  };
  const item = { ...keys.outreach(member.memberId), entityType: 'Outreach', ...packOutreach(member) };
  const bytes = itemBytes(marshall(item, { removeUndefinedValues: true }));
  expect(bytes).toBeLessThan(WRITE_UNIT_BYTES);
});

/** As DynamoDB counts: names and values in UTF-8, three bytes for a list or a map and one for each in it. */
function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  const [[kind, inside] = []] = Object.entries(value as object);
  if (kind === 'M') return 3 + Object.keys(inside).length + itemBytes(inside);
  if (kind === 'L') return 3 + inside.length + inside.reduce((sum: number, each: unknown) => sum + valueBytes(each), 0);
  return kind === 'N' ? Math.ceil(String(inside).length / 2) + 1 : Buffer.byteLength(String(inside));
}
