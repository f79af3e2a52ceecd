import { expect, test } from 'vitest';
import { parseProgramme, programme } from '../../../lambdas/kernel/programme.ts';

const valid = {
  name: 'Paper crane',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  earning: { pointsPerUnit: 1, returnWindowDays: 14 },
  expiry: { kind: 'afterDays', days: 365 },
};

test('a programme that holds is read as it is', () => {
  expect(parseProgramme(valid)).toEqual(valid);
});

test('the programme of this deployment holds', () => {
  expect(parseProgramme(programme)).toEqual(programme);
});

test('points may never expire', () => {
  expect(parseProgramme({ ...valid, expiry: { kind: 'never' } }).expiry).toEqual({ kind: 'never' });
});

test.each([
  { fault: { name: '' }, where: 'name' },
  { fault: { currency: 'RMB' }, where: 'currency: expected a currency of ISO 4217 such as CNY' },
  { fault: { currency: 'cny' }, where: 'currency' },
  { fault: { timeZone: 'Asia/Atlantis' }, where: 'timeZone: expected an IANA time zone such as Asia/Shanghai' },
  { fault: { earning: { pointsPerUnit: 0.5, returnWindowDays: 14 } }, where: 'earning.pointsPerUnit' },
  { fault: { earning: { pointsPerUnit: -1, returnWindowDays: 14 } }, where: 'earning.pointsPerUnit' },
  { fault: { earning: { pointsPerUnit: 1, returnWindowDays: 91 } }, where: 'earning.returnWindowDays' },
  { fault: { earning: { pointsPerUnit: 1 } }, where: 'earning.returnWindowDays' },
  { fault: { expiry: { kind: 'afterDays', days: 0 } }, where: 'expiry.days' },
  { fault: { expiry: { kind: 'sometimes' } }, where: 'expiry' },
  { fault: { expiry: { kind: 'never', days: 3 } }, where: 'expiry' },
  { fault: { tiers: [] }, where: 'tiers' },
])('$fault is refused at $where', ({ fault, where }) => {
  expect(() => parseProgramme({ ...valid, ...fault })).toThrow(where);
});

test('all faults are told at once, a line each', () => {
  expect(() => parseProgramme({ ...valid, currency: 'RMB', timeZone: 'Nowhere' })).toThrow(
    /^the programme does not hold:\ncurrency: .*\ntimeZone: .*$/,
  );
});

test.each([undefined, null, 'programme', []])('%j is no programme', (value) => {
  expect(() => parseProgramme(value)).toThrow('programme');
});
