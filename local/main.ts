import { parseArgs } from 'node:util';
import type { LogLine } from './compute/log-book.ts';
import { startShop } from './shop/start-shop.ts';
import { LocalSystem, type LocalSystemOptions } from './system.ts';

const HELP = `Runs the whole system on this machine, from the synthesized templates.

  npm start -- [options]

  --port <n>        where the API and the page listen; 0 = any free port   (default 4000)
  --data <file>     keep the table, the queues and the clock in this file  (default: nothing is kept)
  --engine <name>   dynoxide or dynamodb-local                             (default: the first that is found)
  --shop <name>     gift: a simulated gift shop with three months behind it; none  (default gift)
  --seed <n>        of the simulated shop                                  (default 1)
  --programme <p>   a file of programmes/, without .json                   (default: that of the stage local)
  --at <instant>    where the clock starts, such as 2010-12-01T00:00:00Z   (default: now)
  --help            this text

Prints "ready <url>" when it can be used. Ends with Ctrl-C.
Exit codes: 0 ended, 1 could not start, 2 wrong options.`;

const ENGINES = ['dynoxide', 'dynamodb-local'] as const;
const SHOPS = ['gift', 'none'] as const;
const SIMULATED = { memberCount: 240, openForDays: 90 };
const PORT_MAX = 65_535;

class UsageError extends Error {}

interface Options {
  readonly system: LocalSystemOptions;
  /** Of the simulated shop; undefined without one. */
  readonly seed: number | undefined;
}

function parseOptions(args: string[]): Options | 'HELP' {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string' },
      engine: { type: 'string' },
      shop: { type: 'string', default: 'gift' },
      seed: { type: 'string', default: '1' },
      programme: { type: 'string' },
      at: { type: 'string' },
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
  const shop = SHOPS.find((name) => name === values.shop);
  if (shop === undefined) throw new UsageError(`--shop is one of ${SHOPS.join(', ')}, given "${values.shop}"`);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 1) {
    throw new UsageError(`--seed is a whole number above zero, given "${values.seed}"`);
  }
  const startAtMs = values.at === undefined ? undefined : Date.parse(values.at);
  if (Number.isNaN(startAtMs)) {
    throw new UsageError(`--at is an instant such as 2010-12-01T00:00:00Z, given "${values.at}"`);
  }
  // The simulated shop sells in CNY: a programme that was asked for is for other events.
  const hasShop = shop === 'gift' && values.programme === undefined;
  const system = { port, dataFile: values.data, engine, programme: values.programme, startAtMs };
  return { system, seed: hasShop ? seed : undefined };
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
  const system = await LocalSystem.start({ ...options.system, onLog: printLoud });
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
  const { seed } = options;
  if (seed === undefined) return;
  await startShop(system, { seed, ...SIMULATED }).catch((error: unknown) => {
    // Stopping in the middle of it is no fault.
    if (!isStopping) throw error;
  });
}

main().catch((error: unknown) => {
  const isUsage =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write('See npm start -- --help\n');
  process.exit(isUsage ? 2 : 1);
});
