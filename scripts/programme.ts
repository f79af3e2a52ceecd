/** Checks a programme file and tells what it means; see HELP. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findContentFaults } from '../lambdas/outreach/message-content.ts';
import { describeProgramme } from '../programmes/describe-programme.ts';
import { type Programme, parseProgrammeText } from '../programmes/programme.ts';
import { fault, ProgrammeError } from '../programmes/programme-error.ts';
import { runCommand, UsageError } from './command.ts';

const HELP = `Checks a programme file. Prints what it means, a sentence a line, or its faults, a line each.

  npm run programme -- check programmes/gift-shop.json

  --json           one JSON value in place of text: {"file","sentences"} or {"file","faults"}
  --help           this text

Exit codes: 0 the programme holds, 1 it does not, or can not be read, 2 wrong options.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [command, file, ...more] = positionals;
  if (command !== 'check')
    throw new UsageError(`expected check, given ${command === undefined ? 'nothing' : `"${command}"`}`);
  if (file === undefined || more.length > 0) throw new UsageError('check takes one file');
  check(file, values.json);
}

function check(file: string, isJson: boolean): void {
  try {
    const programme = parseProgrammeText(read(file));
    checkTexts(programme);
    const sentences = describeProgramme(programme);
    process.stdout.write(
      isJson ? `${JSON.stringify({ file, sentences })}\n` : sentences.map((each) => `${each}\n`).join(''),
    );
  } catch (error) {
    if (!(error instanceof ProgrammeError)) throw error;
    if (!isJson) throw new Error(error.faults.map((fault) => `${file}: ${fault}`).join('\n'));
    process.stdout.write(`${JSON.stringify({ file, faults: error.faults })}\n`);
    process.exitCode = 1;
  }
}

/** The texts of the file's own messages. Only here: functions read a programme too, and do not carry what reads texts. */
function checkTexts({ outreach }: Programme): void {
  const { topics = [], links = {}, messages = [] } = outreach ?? {};
  const known = { topics: topics.map(({ id }) => id), links: Object.keys(links) };
  const faults = messages.flatMap((each, index) =>
    typeof each === 'string'
      ? []
      : findContentFaults(each.message, known).map(({ path, expected, given }) =>
          fault(['outreach', 'messages', index, 'message', ...path.split('.')], expected, JSON.stringify(given)),
        ),
  );
  if (faults.length > 0) throw new ProgrammeError(faults);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`can not read ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

await runCommand('programme', main);
