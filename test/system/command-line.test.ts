import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';

const running = new Set<ChildProcess>();
const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

interface Run {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  readonly exitCode: Promise<number | null>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['local/main.ts', ...args], {
    cwd: PROJECT_FOLDER,
    env: { ...process.env, ...env },
  });
  running.add(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  return { child, output: () => printed, exitCode: new Promise((resolve) => child.once('exit', resolve)) };
}

async function ready(run: Run): Promise<string> {
  await expect.poll(run.output, { timeout: 60_000 }).toMatch(/^ready http:\S+$/m);
  return /^ready (\S+)$/m.exec(run.output())?.[1] ?? '';
}

test('help is printed and is no error', async () => {
  const run = start(['--help']);
  expect(await run.exitCode).toBe(0);
  expect(run.output()).toContain('--port <n>');
});

test.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'x'], '--port is a whole number from 0 to 65535, given "x"'],
  [['--engine', 'mysql'], '--engine is one of dynoxide, dynamodb-local, given "mysql"'],
  [['--shop', 'toys'], '--shop is one of gift, none, given "toys"'],
  [['--seed', '0'], '--seed is a whole number above zero, given "0"'],
  [['--at', 'then'], '--at is an instant such as 2010-12-01T00:00:00Z, given "then"'],
])('the options %j are refused, with what is expected and exit code 2', async (args, message) => {
  const run = start(args);
  expect(await run.exitCode).toBe(2);
  expect(run.output()).toContain(message);
  expect(run.output()).toContain('--help');
});

test('a port in use is named, with what to do', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const run = start(['--port', String(port)]);
  expect(await run.exitCode).toBe(1);
  expect(run.output()).toContain(`port ${port} is in use: stop what listens there, or choose another with --port`);
  server.close();
});

test('what is kept in a data file is there after a restart: items, the clock, and work that was still to come', async () => {
  const data = join(folder, 'kept.db');
  const first = start(['--port', '0', '--shop', 'none', '--data', data]);
  const url = await ready(first);
  const control = (base: string, path: string, body: unknown) =>
    fetch(`${base}${path}`, { method: 'POST', body: JSON.stringify(body) }).then((response) => response.json());
  const headers = { authorization: `Basic ${Buffer.from('hf_server_local:').toString('base64')}` };
  const order = {
    event: 'Order Completed',
    userId: 'member-kept',
    properties: { order_id: 'order-kept', currency: 'CNY', revenue: '9' },
  };
  await fetch(`${url}/v1/track`, { method: 'POST', headers, body: JSON.stringify(order) });
  await control(url, '/_local/settle', {});
  await control(url, '/_local/clock', { advanceDays: 3 });
  first.child.kill('SIGTERM');
  expect(await first.exitCode).toBe(0);

  const second = start(['--port', '0', '--shop', 'none', '--data', data]);
  const again = await ready(second);
  const { now } = (await fetch(`${again}/_local/status`).then((response) => response.json())) as { now: string };
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
  // The lot that was kept comes due and so does the watch of the first order, and each is told once.
  await control(again, '/_local/clock', { advanceDays: 12 });
  const { buses } = (await fetch(`${again}/_local/status`).then((response) => response.json())) as {
    buses: { events: object }[];
  };
  expect(buses[0]?.events).toEqual({ PointsReleased: 1, RepeatNotBought: 1 });
  second.child.kill('SIGTERM');
  expect(await second.exitCode).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});
