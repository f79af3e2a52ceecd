import { parseArgs } from 'node:util';
import type { LogLine } from './compute/log-book.ts';
import { LocalSystem, type LocalSystemOptions } from './system.ts';

const HELP = `Runs the whole system on this machine, from the synthesized templates.

  npm start -- [options]

  --port <n>        where the API and the page listen; 0 = any free port   (default 4000)
  --data <file>     keep the table, the queues and the clock in this file  (default: nothing is kept)
  --engine <name>   dynoxide or dynamodb-local                             (default: the first that is found)
  --shop none       the simulated shop; none is the only one so far        (default none)
  --help            this text

Prints "ready <url>" when it can be used. Ends with Ctrl-C.
Exit codes: 0 ended, 1 could not start, 2 wrong options.`;

const ENGINES = ['dynoxide', 'dynamodb-local'] as const;
const PORT_MAX = 65_535;

class UsageError extends Error {}

function parseOptions(args: string[]): LocalSystemOptions | 'HELP' {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string' },
      engine: { type: 'string' },
      shop: { type: 'string', default: 'none' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'HELP';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    throw new UsageError(`--port is a whole number from 0 to ${PORT_MAX}, given "${values.port}"`);
  }
  const engine = ENGINES.find((name) => name === values.engine);
  if (values.engine !== undefined && engine === undefined) {
    throw new UsageError(`--engine is one of ${ENGINES.join(', ')}, given "${values.engine}"`);
  }
  if (values.shop !== 'none') throw new UsageError(`--shop is "none", given "${values.shop}"`);
  return { port, dataFile: values.data, engine };
}

/** Warnings and errors go to the terminal as they come; the rest is on the page. */
function printLoud(line: LogLine): void {
  if (line.level === 'WARN' || line.level === 'ERROR') {
    process.stderr.write(`${line.at} ${line.level} ${line.source}: ${line.message}\n`);
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'HELP') {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  process.stdout.write('synthesizing and starting…\n');
  const system = await LocalSystem.start({ ...options, onLog: printLoud });
  process.stdout.write(`table: ${system.engine.description}\n`);
  process.stdout.write(`ready ${system.url}\n`);
  let isStopping = false;
  const stop = () => {
    // A second Ctrl-C does not wait for work in hand.
    if (isStopping) process.exit(1);
    isStopping = true;
    void system.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const isUsage =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write('See npm start -- --help\n');
  process.exit(isUsage ? 2 : 1);
});
