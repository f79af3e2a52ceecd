import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeProgramme } from '../../../programmes/describe-programme.ts';
import { paperCrane } from './programmes.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/programme.ts');
const folder = mkdtempSync(join(tmpdir(), 'programme-command-'));
const good = write('good.json', JSON.stringify(paperCrane));
const bad = write('bad.json', JSON.stringify({ ...paperCrane, currency: 'RMB', country: 'UK' }));

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a programme that holds is told, a sentence a line', () => {
  const stdout = describeProgramme(paperCrane).map((each) => `${each}\n`);
  expect(run('check', good)).toEqual({ status: 0, stdout: stdout.join(''), stderr: '' });
});

test('the faults of one that does not hold are told, a line each, with exit code 1', () => {
  const stderr =
    `${bad}: currency: expected a currency of ISO 4217 such as CNY, but is "RMB"\n` +
    `${bad}: country: expected a country of ISO 3166 such as CN, but is "UK"\n`;
  expect(run('check', bad)).toEqual({ status: 1, stdout: '', stderr });
});

test('a text of a message that can not be filled in is told by where it stands', () => {
  const file = join(import.meta.dirname, '../../../programmes/gift-shop.json');
  const programme = JSON.parse(readFileSync(file, 'utf8'));
  const both = { en: { text: '{{ points' }, zh: { text: '{{ orderId }}' } };
  const message = {
    name: { en: 'Own', zh: '自有' },
    channel: 'sms',
    topic: 'points',
    trigger: { event: 'PointsSpent' },
  };
  programme.surveys = [];
  programme.outreach.messages = ['welcome', { id: 'own', message: { ...message, content: both } }];
  const { status, stderr } = run('check', write('texts.json', JSON.stringify(programme)));
  const at = `${join(folder, 'texts.json')}: outreach.messages.1.message.content`;
  expect(stderr.split('\n')).toEqual([
    expect.stringContaining(`${at}.en.text: expected a text with Liquid variables and conditions, but is "output`),
    `${at}.zh.text: expected only variables that the message declares, but is "orderId"`,
    '',
  ]);
  expect(status).toBe(1);
});

test('both are told as JSON', () => {
  const told = run('check', good, '--json');
  expect(told.status).toBe(0);
  expect(JSON.parse(told.stdout)).toEqual({ file: good, sentences: describeProgramme(paperCrane) });
  const refused = run('check', '--json', bad);
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ file: bad, faults: [/^currency: /, /^country: /].map(matching) });
});

test('a file that can not be read is told with exit code 1', () => {
  const { status, stderr } = run('check', join(folder, 'none.json'));
  expect(status).toBe(1);
  expect(stderr).toContain(`can not read ${join(folder, 'none.json')}: ENOENT`);
});

test('help is printed and is no error', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('npm run programme -- check');
});

test.each([
  [[], 'expected check, given nothing'],
  [['tell', 'a.json'], 'expected check, given "tell"'],
  [['check'], 'check takes one file'],
  [['check', 'a.json', 'b.json'], 'check takes one file'],
  [['check', 'a.json', '--jsn'], "Unknown option '--jsn'"],
])('the options %j are refused, with what is expected and exit code 2', (args, message) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('npm run programme -- --help');
});

const matching = (pattern: RegExp) => expect.stringMatching(pattern);
