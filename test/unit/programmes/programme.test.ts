import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programme } from '../../../lambdas/kernel/programme.ts';
import {
  ORDER_EVENTS,
  PROGRAMME_BYTES_MAX,
  parseProgramme,
  parseProgrammeText,
} from '../../../programmes/programme.ts';
import { ProgrammeError } from '../../../programmes/programme-error.ts';
import { paperCrane } from './programmes.ts';

const FOLDER = join(import.meta.dirname, '../../../programmes');

function faultsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProgrammeError) return error.faults;
    throw error;
  }
  return [];
}

const faultsWith = (change: object) => faultsOf(() => parseProgramme({ ...paperCrane, ...change }));

test('whatever is in a file, it holds and is read as it is, or its faults are told', () => {
  const anything = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(paperCrane), 'tiers'), fc.jsonValue())
      .map((change) => JSON.stringify({ ...paperCrane, ...change })),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const faults = faultsOf(() => expect(parseProgrammeText(text)).toEqual(JSON.parse(text)));
      for (const fault of faults) expect(fault).toMatch(/^.+: expected .+$/);
    }),
  );
});

test('a programme that holds is read as it is', () => {
  expect(parseProgramme(paperCrane)).toEqual(paperCrane);
});

const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

test.each(FILES)('%s holds', (name) => {
  expect(parseProgrammeText(readFileSync(join(FOLDER, name), 'utf8')).targets).toHaveProperty('retention-30');
});

test('the programme of this deployment holds', () => {
  expect(parseProgramme(programme)).toEqual(programme);
});

test.each([
  { kind: 'never' },
  { kind: 'afterDays', days: 1 },
  { kind: 'endOfMonth', months: 0 },
  { kind: 'endOfYear', years: 10 },
])('points may expire as %j', (expiry) => {
  expect(parseProgramme({ ...paperCrane, expiry }).expiry).toEqual(expiry);
});

test.each([
  [{ name: '' }, 'name: expected a name of at most 80 characters, but is ""'],
  [{ name: undefined }, 'name: expected a text, but is missing'],
  [{ currency: 'RMB' }, 'currency: expected a currency of ISO 4217 such as CNY, but is "RMB"'],
  [{ currency: 'cny' }, 'currency: expected a currency of ISO 4217 such as CNY, but is "cny"'],
  [{ timeZone: 'Asia/Atlantis' }, 'timeZone: expected an IANA time zone such as Asia/Shanghai, but is "Asia/Atlantis"'],
  [{ country: 'UK' }, 'country: expected a country of ISO 3166 such as CN, but is "UK"'],
  [{ expiry: { kind: 'afterDays', days: 0 } }, 'expiry.days: expected at least 1, but is 0'],
  [{ expiry: { kind: 'afterDays', days: 3_661 } }, 'expiry.days: expected at most 3660, but is 3661'],
  [{ expiry: { kind: 'endOfMonth', months: 0.5 } }, 'expiry.months: expected a whole number, but is 0.5'],
  [{ expiry: { kind: 'endOfYear', years: 11 } }, 'expiry.years: expected at most 10, but is 11'],
  [{ expiry: { kind: 'never', days: 3 } }, 'expiry: expected nothing named days'],
  [
    { expiry: { kind: 'sometimes' } },
    'expiry.kind: expected "never" or "afterDays" or "endOfMonth" or "endOfYear" or "inactivity", but is "sometimes"',
  ],
  [{ levels: [] }, 'programme: expected nothing named levels'],
  [{ tiers: [] }, 'tiers: expected an object, but is []'],
  [
    { actions: { Birthday: { points: 1, oncePer: 'year' } } },
    'actions.Birthday: expected an event with another name, which the gift of the birthday has, but is {"points":1,"oncePer":"year"}',
  ],
  [
    { actions: { 'Checked In ': { points: 1, oncePer: 'event_id' } } },
    'actions."Checked In ": expected an event name of at most 128 characters, but is "Checked In "',
  ],
  [
    { actions: { Sung: { points: 1, cap: { times: 1, per: 'hour' } } } },
    'actions.Sung.cap.per: expected "day" or "week" or "month" or "year" or "ever", but is "hour"',
  ],
  [{ actions: { Sung: { points: 1 } } }, 'actions.Sung: expected a cap, oncePer, or both, but is {"points":1}'],
  [{ clientEvents: ['Sung', 'Sung'] }, 'clientEvents.1: expected each event once, but is "Sung"'],
  [{ customEvents: { Sung: ['a', 'b', 'a'] } }, 'customEvents.Sung.2: expected each property once, but is "a"'],
  [{ customEvents: { Sung: ['a b'] } }, 'customEvents.Sung.0: expected a property name such as box_id, but is "a b"'],
  [
    { adjustments: { writeMax: 3, adminMax: 2 } },
    'adjustments.writeMax: expected at most adminMax, which is 2, but is 3',
  ],
])('%j is refused, with what is expected and what is given', (change, fault) => {
  expect(faultsWith(change)).toEqual([fault]);
});

test.each([
  [{ pointsPerUnit: 0.5 }, 'earning.pointsPerUnit: expected a whole number, but is 0.5'],
  [{ pointsPerUnit: -1 }, 'earning.pointsPerUnit: expected at least 0, but is -1'],
  [{ returnWindow: { from: 'payment', days: 91 } }, 'earning.returnWindow.days: expected at most 90, but is 91'],
  [{ returnWindow: { days: 14 } }, 'earning.returnWindow.from: expected "payment" or "delivery", but is missing'],
  [{ returnWindow: undefined }, 'earning.returnWindow: expected an object, but is missing'],
  [{ debtMax: undefined }, 'earning.debtMax: expected a whole number, but is missing'],
])('earning with %j is refused, with what is expected and what is given', (change, fault) => {
  expect(faultsWith({ earning: { ...paperCrane.earning, ...change } })).toEqual([fault]);
});

test.each([
  [-1, 'at least 0, but is -1'],
  [100.5, 'at most 100, but is 100.5'],
  [82.555, 'at most two decimals, but is 82.555'],
])('a redemption rate of %d percent is refused', (rate, fault) => {
  const redemption = { minorUnitsPerPoint: 1, pointsMin: 100, orderShareMax: 50, rate };
  expect(faultsWith({ redemption })).toEqual([`redemption.rate: expected ${fault}`]);
});

test('without a redemption rate no breakage is assumed, and two decimals of one are kept', () => {
  const redemption = { minorUnitsPerPoint: 1, pointsMin: 100, orderShareMax: 50 };
  expect(parseProgramme({ ...paperCrane, redemption }).redemption?.rate).toBe(100);
  expect(parseProgramme({ ...paperCrane, redemption: { ...redemption, rate: 7.07 } }).redemption?.rate).toBe(7.07);
});

test('a public key is never given an event that moves value', () => {
  for (const name of [...ORDER_EVENTS, 'Product Reviewed']) {
    expect(faultsWith({ clientEvents: [name] })).toEqual([
      `clientEvents.0: expected an event that moves no value, since a client key is public, but is "${name}"`,
    ]);
  }
});

test('what an order earns is not said by an action, nor what of it is kept by a custom event', () => {
  for (const name of ORDER_EVENTS) {
    const action = { points: 1, oncePer: 'order_id' };
    expect(faultsWith({ actions: { [name]: action } })[0]).toContain('an event that is not one of an order');
    expect(faultsWith({ customEvents: { [name]: [] } })[0]).toContain('an event that is not one of an order');
  }
});

test('a long list of events is refused', () => {
  const names = Array.from({ length: 201 }, (_, index) => `Event ${index}`);
  const custom = (some: readonly string[]) => Object.fromEntries(some.map((name) => [name, []]));
  expect(faultsWith({ clientEvents: names })[0]).toContain('clientEvents: expected at most 200 elements');
  expect(faultsWith({ customEvents: custom(names) })[0]).toContain('customEvents: expected at most 200 events');
  expect(faultsWith({ clientEvents: names.slice(1), customEvents: custom(names.slice(1)) })).toEqual([]);
});

test('all faults are told at once, a line each', () => {
  expect(() => parseProgramme({ ...paperCrane, currency: 'RMB', timeZone: 'Nowhere' })).toThrow(
    /^the programme does not hold:\ncurrency: .*\ntimeZone: .*$/,
  );
});

test.each([undefined, null, 'programme', []])('%j is no programme', (value) => {
  expect(faultsOf(() => parseProgramme(value))[0]).toContain('programme: expected an object, but is ');
});

test('a file that is no JSON is told so', () => {
  expect(faultsOf(() => parseProgrammeText('{'))[0]).toMatch(/^programme: expected JSON, but .*position 1/);
});

test('a fault is one line, whatever is in the file', () => {
  expect(faultsOf(() => parseProgrammeText('\n\nx'))).toHaveLength(1);
  expect(faultsOf(() => parseProgrammeText('\n\nx'))[0]).not.toContain('\n');
});

test.each([
  ['{"actions":{"__proto__":{}}}', 'actions: expected keys that name a property, but is __proto__'],
  ['{"name":"\\ud800"}', 'name: expected text without lone surrogates, but is a lone surrogate'],
])('%s is refused, since it can not be kept', (text, fault) => {
  expect(faultsOf(() => parseProgrammeText(text))).toEqual([fault]);
});

test('a file may have so many bytes and no more', () => {
  const text = JSON.stringify(paperCrane);
  const padded = text.padEnd(PROGRAMME_BYTES_MAX - Buffer.byteLength(text) + text.length);
  expect(parseProgrammeText(padded)).toEqual(paperCrane);
  expect(faultsOf(() => parseProgrammeText(`${padded} `))).toEqual([
    'programme: expected at most 204800 bytes, but is 204801',
  ]);
});

const ruleWith = (change: object) => ({
  earning: { ...paperCrane.earning, rules: [{ id: 'a', multiplier: 2, ...change }] },
});

test.each([
  [{ multiplier: 1.234 }, 'earning.rules.0.multiplier: expected at most two decimals, but is 1.234'],
  [
    { when: { from: 'June' } },
    'earning.rules.0.when.from: expected a time of the programme such as 2026-06-18T00:00, but is "June"',
  ],
  [
    { when: { from: '2026-06-18T00:00', to: '2026-06-18T00:00' } },
    'earning.rules.0.when.to: expected after from, which is 2026-06-18T00:00, but is "2026-06-18T00:00"',
  ],
])('the rule with %j is refused, with what is expected', (change, fault) => {
  expect(faultsWith(ruleWith(change))).toEqual([fault]);
});

const name = { en: 'Gold', zh: '金卡' };
const tier = (id: string, condition: object = { amount: 1 }, benefits: object = {}) => ({
  id,
  name,
  condition,
  benefits,
});
const tiersWith = (levels: readonly object[], changes: object = {}) => ({ tiers: { by: 'spend', levels, ...changes } });

test('tiers that go up hold, and say what is not said of them', () => {
  const { tiers } = parseProgramme({
    ...paperCrane,
    ...tiersWith([tier('base', {}), tier('box', { bought: { products: ['b-1'] } }), tier('gold', { amount: 5 })]),
  });
  expect(tiers).toMatchObject({
    period: 'rolling',
    graceDays: 30,
    noticeDays: 30,
    downgrade: 'oneStep',
    revokeOnReturn: false,
  });
});

test.each([
  [[tier('gold'), tier('gold', { amount: 2 })], 'tiers.levels.1: expected each id once'],
  [[tier('gold'), tier('all', {})], 'tiers.levels.1.condition: expected a condition, above the first tier'],
  [
    [tier('gold', { amount: 5 }), tier('silver', { amount: 5 })],
    'tiers.levels.1.condition.amount: expected more than 5, as below it, but is 5',
  ],
  [[tier('Gold')], 'tiers.levels.0.id: expected an id such as gold, but is "Gold"'],
  [[tier('gold', { amount: 0 })], 'tiers.levels.0.condition.amount: expected at least 1, but is 0'],
  [
    [tier('gold', { amount: 1 }, { discountPercent: 100 })],
    'tiers.levels.0.benefits.discountPercent: expected at most 90, but is 100',
  ],
])('tiers %j are refused, with what is expected', (levels, fault) => {
  expect(faultsWith(tiersWith(levels))[0]).toContain(fault);
});

test('rules and privileges name tiers that there are, and privileges open before they end', () => {
  const gold = tiersWith([tier('gold')]);
  const rules = [{ id: 'a', multiplier: 2, tiers: ['gold', 'silver'] }];
  expect(faultsWith({ ...gold, earning: { ...paperCrane.earning, rules } })[0]).toContain(
    'earning.rules.0.tiers.1: expected the id of a tier',
  );
  const when = { from: '2026-06-18T00:00', to: '2026-06-17T00:00' };
  const privilege = { id: 'day', kind: 'memberDay', name, when, tiers: ['silver'] };
  const faults = faultsWith({ ...gold, privileges: [privilege] });
  expect(faults[0]).toContain('privileges.0.when.to: expected after from');
  expect(faults[1]).toContain('privileges.0.tiers.0: expected the id of a tier');
  expect(faultsWith({ privileges: [{ ...privilege, when: {} }] })[0]).toContain('privileges.0.tiers.0');
});
