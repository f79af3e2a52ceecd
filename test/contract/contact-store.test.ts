import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApplyTraits } from '../../lambdas/intake/apply-traits.ts';
import { knownTraits } from '../../lambdas/intake/contact.ts';
import { type ContactStore, createContactStore } from '../../lambdas/intake/contact-store.ts';
import { createMergeContacts } from '../../lambdas/intake/merge-contacts.ts';
import { type Place, placeOf } from '../../lambdas/intake/place.ts';
import type { Traits } from '../../lambdas/intake/trait.ts';
import { createWatchBirthday } from '../../lambdas/intake/watch-birthday.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let contacts: ContactStore;

beforeAll(async () => {
  table = await startTable();
  contacts = createContactStore(table, SETTINGS);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const SETTINGS = { timeZone: 'Asia/Shanghai', dueShardCount: 1, clock: () => now };
let now = new Date('2026-02-10T04:00:00.000Z');

const day = (number: number) => `2026-02-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const tell = (memberId: string, traits: Traits, at = day(1), place: Place = {}) =>
  createApplyTraits(contacts)(memberId, [{ memberId, traits, place, at }]);
const NOTHING = { traits: {}, place: {} };
const traitsOf = async (memberId: string) => knownTraits(await contacts.contact(memberId));

test('nothing is known of a member until something is told', async () => {
  expect(await contacts.contact('nobody')).toEqual({ memberId: 'nobody', traits: {}, place: {}, version: 0 });
});

test('what is told is read back as it was, with its time', async () => {
  const traits = {
    name: '李雷 🧧',
    sizes: [38, 39.5],
    address: { city: '西安', lift: null, note: '' },
    isVip: false,
    card: 2 ** 53 - 1,
  };
  await tell('whole', { ...traits, phone: null, tiny: 1e-90 });
  expect(await traitsOf('whole')).toEqual({ ...traits, tiny: 1e-90 });
  expect((await contacts.contact('whole')).traits['phone']).toEqual({ value: null, at: day(1) });
});

test('the longest contact that can be told fits an item', async () => {
  const longest = (index: number) => `${index}`.padEnd(64, '李');
  for (let first = 0; first < 128; first += 64) {
    const names = Array.from({ length: 64 }, (_, index) => longest(first + index));
    await tell('longest', Object.fromEntries(names.map((name) => [name, '李'.repeat(1_022)])));
  }
  expect(Object.keys(await traitsOf('longest'))).toHaveLength(100);
});

test('where a member lives is read back with its time, the newest of each, and goes along when it is merged', async () => {
  const tokyo = placeOf({ timeZone: 'Asia/Tokyo', country: 'JP', locale: 'ja' }, day(2));
  await tell('moves', { name: 'Lin' }, day(2), tokyo);
  expect((await contacts.contact('moves')).place).toEqual(tokyo);
  await tell('moves', {}, day(3), placeOf({ timeZone: 'Europe/Berlin' }, day(3)));
  await tell('moves', {}, day(1), placeOf({ timeZone: 'America/New_York', country: 'US' }, day(1)));
  const moved = { ...tokyo, timeZone: { value: 'Europe/Berlin', at: day(3) } };
  await tell('stays', {}, day(1), placeOf({ country: 'CN' }, day(1)));
  await createMergeContacts(contacts)('moves', 'stays');
  expect((await contacts.contact('stays')).place).toEqual(moved);
});

test('a contact that was written before places were kept has none, and gets one', async () => {
  const name = { value: 'Lin', at: day(1) };
  const Item = { PK: 'MEMBER#early', SK: 'CONTACT', memberId: 'early', traits: { name }, version: 3 };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  expect((await contacts.contact('early')).place).toEqual({});
  await tell('early', {}, day(2), placeOf({ country: 'CN' }, day(2)));
  expect(await contacts.contact('early')).toMatchObject({ traits: { name }, place: { country: { value: 'CN' } } });
});

test('a value nested as deep as a trait may be is kept', async () => {
  const nested = Array.from({ length: 16 }).reduce<unknown>((inner) => [inner], 1);
  await tell('nested', { deep: nested as readonly unknown[] });
  expect(await traitsOf('nested')).toEqual({ deep: nested });
});

test('of two writers who read the same, one is told that it changed meanwhile', async () => {
  for (const known of [false, true]) {
    const memberId = `raced-${known}`;
    if (known) await tell(memberId, { name: 'Lin' });
    const read = await contacts.contact(memberId);
    const answers = await Promise.all(
      ['a', 'b'].map((value) =>
        contacts.replace(read, { ...read, traits: { ...read.traits, nick: { value, at: day(2) } } }),
      ),
    );
    expect(answers.sort()).toEqual(['CHANGED_MEANWHILE', 'KEPT']);
    expect((await contacts.contact(memberId)).version).toBe(read.version + 1);
  }
});

test('whatever is told at once, nothing is lost, and told again it writes nothing', async () => {
  const tellings = Array.from({ length: 4 }, (_, index) => ({ [`trait-${index}`]: index, last: index }));
  await Promise.all(tellings.map((traits, index) => tell('at-once', traits, day(index + 1))));
  const all = { 'trait-0': 0, 'trait-1': 1, 'trait-2': 2, 'trait-3': 3, last: 3 };
  expect(await traitsOf('at-once')).toEqual(all);
  const { version } = await contacts.contact('at-once');
  await Promise.all(tellings.map((traits, index) => tell('at-once', traits, day(index + 1))));
  expect((await contacts.contact('at-once')).version).toBe(version);
});

test('what is late changes only what nobody told later', async () => {
  await tell('late', { name: 'Lin Wang', phone: null }, day(5));
  await tell('late', { name: 'Lin', phone: '+8613800138000', size: 38 }, day(1));
  expect(await traitsOf('late')).toEqual({ name: 'Lin Wang', size: 38 });
});

test.each(['answer', 'request'] as const)(
  'a lost %s leaves one effect, of a first and of a second telling',
  async (what) => {
    const memberId = `lost-${what}`;
    for (const [index, traits] of [{ name: 'Lin' }, { size: 38 }].entries()) {
      const written = loseWrites(what);
      await tell(memberId, traits);
      loseNothing(table);
      expect(written()).toBe(1);
      expect((await contacts.contact(memberId)).version).toBe(index + 1);
    }
    expect(await traitsOf(memberId)).toEqual({ name: 'Lin', size: 38 });
  },
);

/** Loses the first write of a use case that reads before it: reads are let through. */
function loseWrites(what: 'answer' | 'request'): () => number {
  let lost: (() => number) | undefined;
  const replace = contacts.replace;
  contacts = {
    ...contacts,
    replace(...given) {
      if (lost === undefined) lost = loseNext(table, what).lostCount;
      return replace(...given);
    },
  };
  return () => {
    contacts = createContactStore(table, SETTINGS);
    return lost?.() ?? 0;
  };
}

test('what is told of a merged member goes to the one it became, over several merges too', async () => {
  const merge = createMergeContacts(contacts);
  await tell('old', { name: 'Lin', size: 38 }, day(1));
  await tell('new', { size: 39 }, day(2));
  await merge('old', 'new');
  expect(await traitsOf('new')).toEqual({ name: 'Lin', size: 39 });
  await tell('old', { phone: '+8613800138000' }, day(3));
  await merge('new', 'newest');
  await tell('old', { size: 40 }, day(4));
  expect(await traitsOf('newest')).toEqual({ name: 'Lin', phone: '+8613800138000', size: 40 });
  expect((await contacts.contact('old')).forwardTo).toBe('new');
  expect((await contacts.contact('old')).traits['phone']).toBeUndefined();
});

test('a merge done again changes nothing, and what is told during it is not lost', async () => {
  const merge = createMergeContacts(contacts);
  await Promise.all([tell('from', { name: 'Lin' }), tell('to', { size: 38 })]);
  await Promise.all([
    merge('from', 'to'),
    tell('from', { nick: 'L' }, day(2)),
    tell('to', { phone: '+8613800138000' }),
  ]);
  const all = { name: 'Lin', nick: 'L', size: 38, phone: '+8613800138000' };
  expect(await traitsOf('to')).toEqual(all);
  await merge('from', 'to');
  expect(await traitsOf('to')).toEqual(all);
});

test.each(['answer', 'request'] as const)('a merge whose %s is lost is done once', async (what) => {
  await tell(`from-${what}`, { name: 'Lin' });
  const written = loseWrites(what);
  await createMergeContacts(contacts)(`from-${what}`, `to-${what}`);
  expect(written()).toBe(1);
  expect(await traitsOf(`to-${what}`)).toEqual({ name: 'Lin' });
});

test('a closed contact is not written, and a circle of them is a fault, not an endless search', async () => {
  await tell('round-a', { name: 'Lin' });
  await contacts.replace(await contacts.contact('round-a'), NOTHING, 'round-b');
  await contacts.replace(await contacts.contact('round-b'), NOTHING, 'round-a');
  expect(await contacts.replace(await contacts.contact('round-a'), NOTHING)).toBe('CHANGED_MEANWHILE');
  await expect(tell('round-a', { size: 38 })).rejects.toThrow('member round-a is forwarded more than 20 times');
});

const gifts: string[] = [];
const watch = (memberId: string) =>
  createWatchBirthday(
    { contacts, giveGift: async (member, on) => void gifts.push(`${member} ${on}`), clock: () => now },
    SETTINGS,
  )(memberId);
const dueAt = async (memberId: string) => (await contacts.contact(memberId)).dueAt;
const told = async (memberId: string) => {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :notice)',
      ExpressionAttributeValues: { ':pk': `MEMBER#${memberId}`, ':notice': 'NOTICE#' },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ noticeId, data }) => [noticeId, data]);
};

test('a birthday is waited for, moves with what is told of it, and is not waited for any more when it is taken away', async () => {
  await tell('born', { birthday: '1990-03-01' }, day(1));
  expect(await dueAt('born')).toBe('2026-02-28T16:00:00.000Z');
  await tell('born', { birthday: '1990-02-05' }, day(2));
  expect(await dueAt('born')).toBe('2027-02-04T16:00:00.000Z');
  await tell('born', { birthday: null }, day(3));
  expect(await dueAt('born')).toBeUndefined();
});

test('a birthday that has come is told once, by however many sweeps at once, and then waited for again', async () => {
  await tell('feast', { birthday: '1990-02-10' }, day(1));
  await Promise.all([watch('feast'), watch('feast'), watch('feast')]);
  await watch('feast');
  expect(await told('feast')).toEqual([['BIRTHDAY#2026', { day: '2026-02-10' }]]);
  expect(await dueAt('feast')).toBe('2027-02-09T16:00:00.000Z');
  expect(gifts).toContain('feast 2026-02-10');
  // A birthday that is moved to a later day of the year is not another.
  await tell('feast', { birthday: '1990-05-05' }, day(2));
  expect(await dueAt('feast')).toBe('2027-05-04T16:00:00.000Z');
});

test('a contact that is written on the birthday, before the sweep comes, does not lose it', async () => {
  now = new Date('2026-02-09T04:00:00.000Z');
  await tell('busy', { birthday: '1990-02-10' }, day(1));
  now = new Date('2026-02-11T04:00:00.000Z');
  await tell('busy', { name: 'Lin' }, day(2));
  await watch('busy');
  expect(await told('busy')).toEqual([['BIRTHDAY#2026', { day: '2026-02-10' }]]);
});

test('after an outage of weeks the birthday is over, and the next one is waited for', async () => {
  now = new Date('2026-02-09T04:00:00.000Z');
  await tell('missed', { birthday: '1990-02-10' }, day(1));
  now = new Date('2026-03-09T04:00:00.000Z');
  await watch('missed');
  expect(await told('missed')).toEqual([]);
  expect(await dueAt('missed')).toBe('2027-02-09T16:00:00.000Z');
});

test('of a contact that was merged nothing is waited for; the other waits for its birthday', async () => {
  now = new Date('2026-02-09T04:00:00.000Z');
  await tell('was', { birthday: '1990-04-10' }, day(1));
  await createMergeContacts(contacts)('was', 'is');
  expect([await dueAt('was'), await dueAt('is')]).toEqual([undefined, '2026-04-09T16:00:00.000Z']);
});
