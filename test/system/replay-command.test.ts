import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';

async function replay(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const answer = await promisify(execFile)(process.execPath, ['scripts/replay.ts', ...args], { cwd: PROJECT_FOLDER });
    return { code: 0, ...answer };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test('help is printed and is no error', async () => {
  expect(await replay('--help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('npm run replay -- <file>'),
  });
});

test.each([
  [[], 2, 'expected one file'],
  [['a.csv', '--shuffle', 'week'], 2, '--shuffle is day or file, given "week"'],
  [['a.csv', '--limit', '0'], 2, '--limit is a whole number above zero, given "0"'],
  [['nowhere.csv'], 1, 'can not read nowhere.csv'],
  [['package.json'], 1, 'is neither UCI Online Retail'],
])('%j ends with %i, and says why', async (args, code, message) => {
  expect(await replay(...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
});
