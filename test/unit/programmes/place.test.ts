import { expect, test } from 'vitest';
import { isCountry, isTimeZone } from '../../../programmes/place.ts';

test.each(['UTC', 'Etc/GMT+5', 'Asia/Kolkata', 'Pacific/Kiritimati', 'America/Argentina/Buenos_Aires'])(
  '%s is a time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

test.each(['+01:00', 'europe/berlin', 'Europe/BERLIN', 'Mars/Olympus', 'Europe/Berlin ', '', 'CEST'])(
  '"%s" is no time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);

test('every time zone of the runtime is one, by its name today', () => {
  expect(Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name))).toEqual([]);
});

test.each(['CN', 'HK', 'TW', 'GB', 'DE', 'US', 'JP', 'KW'])('%s is a country', (code) => {
  expect(isCountry(code)).toBe(true);
});

test.each(['UK', 'EU', 'ZZ', 'XX', 'SU', 'cn', 'CHN', '86', ''])('"%s" is no country', (code) => {
  expect(isCountry(code)).toBe(false);
});
