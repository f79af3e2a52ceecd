import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError, parseStageSettings } from '../../lib/config.ts';
import { PROGRAMMES_FOLDER } from '../../lib/project.ts';

const giftShop = JSON.parse(readFileSync(join(PROGRAMMES_FOLDER, 'gift-shop.json'), 'utf8'));
const settings = { timeZone: 'Europe/Berlin', programme: 'gift-shop', sender: 'hello@gift-shop.example' };

/** What somebody reads who got the settings wrong. */
function faultOf(given: unknown, stage: unknown = 'trial', stages: unknown = { trial: given }): string {
  try {
    parseStageSettings(stages, stage);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no fault';
}

test('whatever is given, the settings hold or a config error names the stage', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom(...Object.keys(settings), 'region'), fc.anything()),
  );
  fc.assert(
    fc.property(anything, (given) => {
      const fault = faultOf(given);
      expect(fault === 'no fault' || fault.startsWith('stage "trial": ')).toBe(true);
    }),
  );
});

test('a stage needs a programme, and has a default for the rest', () => {
  const parsed = parseStageSettings({ trial: { programme: 'gift-shop', sender: 'hello@gift-shop.example' } }, 'trial');
  expect(parsed).toMatchObject({ stageName: 'trial', logRetentionDays: 30, dueShardCount: 16, allowedOrigins: [] });
  expect(existsSync(parsed.programmeFile)).toBe(true);
});

test('schedules run in the zone of the programme, unless the stage has one', () => {
  const zoneOf = (given: object) =>
    withProgramme(JSON.stringify(giftShop), (folder) => parseStageSettings({ local: given }, 'local', folder).timeZone);
  const cornerShop = { programme: 'corner-shop', sender: 'hello@corner-shop.example' };
  expect(zoneOf(cornerShop)).toBe('Asia/Shanghai');
  expect(zoneOf({ ...cornerShop, timeZone: 'Europe/Berlin' })).toBe('Europe/Berlin');
});

test('a programme that does not hold is refused with its file, each fault in a line, whatever the zone of the stage', () => {
  const { timeZone: _, ...programme } = giftShop;
  const text = JSON.stringify({ ...programme, earning: { ...giftShop.earning, pointsPerUnit: 0.5 } });
  for (const given of [{ programme: 'corner-shop' }, { programme: 'corner-shop', timeZone: 'Europe/Berlin' }]) {
    const { fault, file } = programmeFault(text, given);
    expect(fault.split('\n')).toEqual([
      `${file}: timeZone: expected a text, but is missing`,
      `${file}: earning.pointsPerUnit: expected a whole number, but is 0.5`,
    ]);
  }
});

test('a programme that is no JSON is refused with its file', () => {
  const { fault, file } = programmeFault('{ "name": }');
  expect(fault.startsWith(`${file}: programme: expected JSON, but `)).toBe(true);
});

test('a programme of more than 200 KB is refused with its file', () => {
  const { fault, file } = programmeFault(JSON.stringify({ name: 'x'.repeat(299_989) }));
  expect(fault).toBe(`${file}: programme: expected at most 204800 bytes, but is 300000`);
});

test('a programme that writes to members needs a sender, one that does not needs none', () => {
  expect(faultOf({ programme: 'gift-shop' })).toBe(
    'stage "trial": sender must be the e-mail address that messages come from, of a domain that SES has verified, since gift-shop writes to members',
  );
  expect(faultOf({ programme: 'uk-gift-shop' })).toBe('no fault');
});

test('the stage is the local one unless another is asked for', () => {
  expect(parseStageSettings({ local: settings, other: {} }).stageName).toBe('local');
});

test('an unknown stage is refused by name, beside those that are known', () => {
  expect(faultOf(settings, 'prodution')).toBe('unknown stage "prodution"; cdk.json has settings for: trial');
  expect(faultOf(settings, 'toString')).toContain('unknown stage "toString"');
});

test('a misspelt setting is refused by name, beside those that are known', () => {
  expect(faultOf({ ...settings, logRetention: 30 })).toMatch(
    /^stage "trial": unknown setting "logRetention"; the settings are: region, timeZone, .*logRetentionDays/,
  );
});

test('a missing setting is called missing', () => {
  expect(faultOf({})).toBe(
    'stage "trial": programme must be the name of a file in programmes/, without ".json", but is missing',
  );
});

test('every fault is told, a line each', () => {
  expect(faultOf({ ...settings, dueShardCount: 65, alarmEmail: 'nobody' }).split('\n')).toEqual([
    'stage "trial": dueShardCount must be a whole number from 1 to 64, but is 65',
    'stage "trial": alarmEmail must be an e-mail address, but is "nobody"',
  ]);
});

test.each([
  ['timeZone', ['+01:00', 'europe/berlin', 'Mars/Olympus', 'Europe/Berlin ', '', 'CEST', 2]],
  ['programme', ['no-such-shop', '../package', 'gift-shop.json', '']],
  ['logRetentionDays', [0, 31, 9999, '30', -1, 1.5, null]],
  ['dueShardCount', [0, 65, 1.5, '16', Number.NaN]],
  ['alarmEmail', ['', 'ops', 'ops@', 'a b@shop.example']],
  [
    'allowedOrigins',
    [['*'], ['https://*.shop.example'], ['https://shop.example/'], ['shop.example'], 'https://shop.example'],
  ],
  ['region', ['Frankfurt', 'eu-central', '']],
])('%s is refused with what was given', (setting, values) => {
  for (const value of values) {
    const fault = faultOf({ ...settings, [setting]: value });
    expect(fault).toContain(`${setting} must be `);
    expect(fault).toContain(`but is ${JSON.stringify(value)}`);
  }
});

test.each(['UTC', 'Etc/GMT+5', 'Asia/Kolkata', 'Pacific/Kiritimati', 'America/Argentina/Buenos_Aires'])(
  '%s is a time zone',
  (timeZone) => {
    expect(faultOf({ ...settings, timeZone })).toBe('no fault');
  },
);

/** What somebody reads who got the programme wrong, and where its file is. */
function programmeFault(text: string, given: object = { programme: 'corner-shop' }): { fault: string; file: string } {
  return withProgramme(text, (folder) => {
    const file = join(folder, 'corner-shop.json');
    try {
      parseStageSettings({ local: given }, 'local', folder);
    } catch (error) {
      if (error instanceof ConfigError) return { fault: error.message, file };
      throw error;
    }
    return { fault: 'no fault', file };
  });
}

/** Runs with a folder that holds one programme, `corner-shop`. */
function withProgramme<T>(text: string, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'programmes-'));
  try {
    writeFileSync(join(folder, 'corner-shop.json'), text);
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
