import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeProgramme } from '../../../programmes/describe-programme.ts';
import { parseProgramme } from '../../../programmes/programme.ts';
import { ProgrammeError } from '../../../programmes/programme-error.ts';
import { TICKET_EVENTS } from '../../../programmes/ticket.ts';
import { paperCrane } from './programmes.ts';

const readProgramme = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../programmes/${name}.json`), 'utf8'));
const SHOP = readProgramme('gift-shop');
const withCare = (care: object) => parseProgramme({ ...SHOP, care });

function faultsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProgrammeError) return error.faults;
    throw error;
  }
  return [];
}

test('a programme that only names care makes good without points', () => {
  expect(withCare({}).care).toEqual({
    ...{ badRatingMax: 6, lateHours: 24, followUpDays: 5, windowDays: 14 },
  });
});

test.each([
  [{ followUpDays: 14 }, 'care.followUpDays: expected less than windowDays, which is 14'],
  [{ badRatingMax: 10 }, 'care.badRatingMax: '],
  [{ windowDays: 31 }, 'care.windowDays: '],
  [{ controlPercent: 10 }, 'care: '],
  [
    { compensation: { points: 10, afterHours: 120, budgetPointsPerMonth: 100 } },
    'care.compensation.afterHours: expected less than 120, when the member is asked',
  ],
  [
    { compensation: { points: 101, budgetPointsPerMonth: 100 } },
    "care.compensation.points: expected at most the month's budget, 100",
  ],
])('%j does not hold: %s', (care, fault) => {
  const faults = faultsOf(() => withCare(care));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(fault);
});

test('a budget of 0 gives nothing, whatever the points', () => {
  const compensation = { points: 101, budgetPointsPerMonth: 0 };
  expect(withCare({ compensation }).care?.compensation).toEqual({
    ...compensation,
    afterHours: 24,
    controlPercent: 10,
  });
});

test.each(['gift-shop', 'general-shop'])('the %s makes bad experiences good, and measures its service', (name) => {
  const { care, outreach, targets } = parseProgramme(readProgramme(name));
  expect(care?.compensation?.points).toBeGreaterThan(0);
  expect(outreach?.messages).toEqual(
    expect.arrayContaining(['recovery-apology', 'recovery-compensation', 'recovery-follow-up']),
  );
  expect(targets).toMatchObject({
    'resolution-rate': { target: 0.98 },
    'service-rating': { target: expect.any(Number) },
    'first-response-hours': { target: expect.any(Number) },
  });
});

test('nobody is apologised to who is not written to', () => {
  const [fault] = faultsOf(() => parseProgramme({ ...paperCrane, care: {} }));
  expect(fault).toContain('care: expected outreach beside it');
});

test('a public key is given no ticket', () => {
  for (const name of TICKET_EVENTS) {
    const [fault] = faultsOf(() => parseProgramme({ ...paperCrane, clientEvents: [name] }));
    expect(fault).toContain('clientEvents.0: expected an event that moves no value');
  }
});

test('making good is told in sentences', () => {
  const told = describeProgramme(parseProgramme(SHOP));
  expect(told).toEqual(
    expect.arrayContaining([
      'A rating of 6 or less of 10, or no answer for more than 24 hours, is a bad experience: the member gets an apology at once, 100 points after 24 hours, and is asked after 5 days whether it is right again.',
      'For 14 days, or until it is, nothing is advertised to the member.',
      'Points for bad experiences are at most 20000 a month; 10 % of the members get none of them, to see what they do.',
      'Resolution rate is to reach 98 %.',
      'First response time is to reach 4 hours.',
    ]),
  );
  expect(describeProgramme(withCare({})).join('\n')).toContain('an apology at once, and is asked after 5 days');
});
