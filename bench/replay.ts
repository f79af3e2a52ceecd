/**
 * Where the time of a replay goes, and how many calls to the table an order takes: a part of the real shop's year through
 * the whole local system, by the functions that were invoked and the operations that reached the engine.
 */
import { existsSync } from 'node:fs';
import { LocalSystem } from '../local/system.ts';
import { driveDays } from '../scripts/replay/drive-days.ts';
import { connectTarget } from '../scripts/replay/drive-target.ts';
import { listCalls, listDays } from '../scripts/replay/history-calls.ts';
import { readHistory } from '../scripts/replay/read-history.ts';

const FILE = process.env['REPLAY_FILE'] ?? '../shared/data/online_retail_uci352.csv.gz';
const ROWS = Number(process.env['REPLAY_ROWS'] ?? 40_000);
const UNDISTURBED = { isTwice: false, shuffle: undefined, seed: 1 };

if (!existsSync(FILE)) {
  process.stderr.write(`there is no ${FILE}; REPLAY_FILE names another file of docs/replay.md\n`);
  process.exit(1);
}

const readMs = performance.now();
const history = await readHistory(FILE, ROWS);
const calls = listCalls(history);
const readSeconds = (performance.now() - readMs) / 1000;
const system = await LocalSystem.start({
  programme: history.programme,
  startAtMs: Date.parse(calls[0]?.at ?? '') - 86_400_000,
});
try {
  const target = await connectTarget(system.url);
  const startMs = performance.now();
  const days = listDays(calls, target.timeZone, UNDISTURBED);
  await driveDays(target, days, ({ accepted }) => process.stderr.write(`${accepted} of ${calls.length} events\n`));
  const seconds = (performance.now() - startMs) / 1000;
  print({
    part: 'whole',
    events: calls.length,
    days: days.length,
    readSeconds: round(readSeconds),
    seconds: round(seconds),
  });
  for (const { path, invocations, busyMs } of system.runtime.pool.status()) {
    if (invocations === 0) continue;
    print({ part: 'function', function: path, invocations, busyShare: round(busyMs / 1000 / seconds) });
  }
  for (const { caller, operation, calls: count, items } of system.runtime.tableCalls.list()) {
    const perEvent = { callsPerEvent: round(count / calls.length), itemsPerEvent: round(items / calls.length) };
    print({ part: 'table', caller, operation, calls: count, ...perEvent });
  }
} finally {
  await system.stop();
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ bench: 'replay', ...line })}\n`);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
