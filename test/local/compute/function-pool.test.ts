import { afterEach, expect, test } from 'vitest';
import { FunctionPool } from '../../../local/compute/function-pool.ts';
import { NO_LINEAGE } from '../../../local/compute/invoker.ts';
import type { FunctionSpec } from '../../../local/deployment.ts';
import { functionSpec } from '../function-spec.ts';
import { createRig } from '../rig.ts';

const rig = createRig();
let pool: FunctionPool;

afterEach(() => pool.stop());

function start(source: string, overrides: Partial<FunctionSpec> = {}) {
  const spec = functionSpec(source, overrides);
  const { clock, work, logs } = rig;
  pool = new FunctionPool({
    functions: [spec],
    region: 'eu-west-1',
    endpointUrl: 'http://127.0.0.1:9',
    clock,
    work,
    logs,
  });
  return (event: unknown = {}) => pool.invoke(spec.arn, event, NO_LINEAGE);
}

test('a function gets its event and answers, as JSON would carry it', async () => {
  const invoke = start(
    'export const handler = async (event) => ({ given: event.n, dropped: undefined, at: new Date(0) })',
  );
  expect(await invoke({ n: 1 })).toEqual({ ok: true, payload: { given: 1, at: '1970-01-01T00:00:00.000Z' } });
});

test("a function sees its template's environment and what Lambda sets, and nothing of this process", async () => {
  process.env['HOLDFAST_LEAK'] = 'leaked';
  const invoke = start('export const handler = async () => process.env', { environment: { TABLE_NAME: 'table' } });
  const result = await invoke();
  expect(result).toMatchObject({
    payload: { TABLE_NAME: 'table', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'test-Function' },
  });
  expect(JSON.stringify(result)).not.toContain('leaked');
});

test('the clock moves under a running function: Date, Date.now and Intl without an argument agree', async () => {
  const invoke = start(`export const handler = async () => [
    Date.now(), new Date().getTime(), Date.parse(new Date().toISOString()),
    new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC' }).format(), new Date(0).getTime(), new Date() instanceof Date,
    new (new Date().constructor)().getTime()]`);
  await invoke();
  rig.clock.moveTo(rig.clock.now() + 400 * 86_400_000);
  const result = (await invoke()) as { payload: [number, number, number, string, number, boolean, number] };
  const [now, constructed, parsed, day, epoch, isDate, reconstructed] = result.payload;
  for (const instant of [now, constructed, parsed, reconstructed]) {
    expect(Math.abs(instant - rig.clock.now())).toBeLessThan(5_000);
  }
  expect(day).toBe(new Date(rig.clock.now()).toISOString().slice(0, 10));
  expect([epoch, isDate]).toEqual([0, true]);
});

test('what a function throws is its error, with the cause named', async () => {
  const invoke = start(
    "export const handler = async () => { throw new RangeError('too far', { cause: new Error('because') }) }",
  );
  expect(await invoke()).toMatchObject({
    ok: false,
    error: { name: 'RangeError', message: 'too far; caused by Error: because' },
  });
});

test('a function that runs past its timeout fails, says so in its log, and the next call gets a new worker', async () => {
  const source = "export const handler = async (event) => { if (event.hang) while (true); return 'fine' }";
  const invoke = start(source, { timeoutSeconds: 1 });
  expect(await invoke({ hang: true })).toMatchObject({ ok: false, error: { name: 'Sandbox.Timedout' } });
  expect(rig.logs.lines({ level: 'ERROR' }).at(-1)?.message).toContain('Task timed out after 1.00 seconds');
  expect(await invoke()).toEqual({ ok: true, payload: 'fine' });
});

test('a function that ends its process fails the call in hand, and the next call works', async () => {
  const invoke = start("export const handler = async (event) => { if (event.die) process.exit(3); return 'fine' }");
  expect(await invoke({ die: true })).toMatchObject({ ok: false, error: { name: 'Runtime.ExitError' } });
  expect(await invoke()).toEqual({ ok: true, payload: 'fine' });
});

test('a bundle that does not load fails every call with the reason', async () => {
  const invoke = start("throw new Error('environment variable TABLE_NAME is not set')");
  for (let call = 0; call < 2; call += 1) {
    expect(await invoke()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('TABLE_NAME is not set') },
    });
  }
});

test('two calls run side by side, each in a worker of its own, and a third waits', async () => {
  const source = `let running = 0;
    export const handler = async () => { running += 1; await new Promise((r) => setTimeout(r, 50)); return running--; }`;
  const invoke = start(source);
  const results = await Promise.all([invoke(), invoke(), invoke(), invoke()]);
  expect(results).toEqual(Array.from({ length: 4 }, () => ({ ok: true, payload: 1 })));
  expect(pool.status()[0]).toMatchObject({ invocations: 4, errors: 0, workers: 2 });
});

test('structured lines of a function reach the log with their level and error', async () => {
  const invoke = start(`export const handler = async () => {
    console.log(JSON.stringify({ level: 'ERROR', message: 'ledger append failed', error: { name: 'Boom', message: 'why' }, entryId: 'e-1' })); }`);
  await invoke();
  await expect
    .poll(() => rig.logs.lines({ source: 'test/Function' }).at(-1))
    .toMatchObject({
      level: 'ERROR',
      message: 'ledger append failed: Boom: why',
      fields: { entryId: 'e-1' },
    });
});
