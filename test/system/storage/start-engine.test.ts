import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../../local/storage/engine.ts';
import { startEngine } from '../../../local/storage/start-engine.ts';
import { createTables } from '../../../local/storage/tables.ts';
import { exampleTable } from './table-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
const started: Engine[] = [];

async function start(options: Parameters<typeof startEngine>[0] = {}): Promise<Engine> {
  const engine = await startEngine(options);
  started.push(engine);
  return engine;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const engine of started.splice(0)) await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const member = { PK: { S: 'MEMBER#m-1' }, SK: { S: 'PROFILE' } };

test('what is kept in a data file is there after a restart, and creating the tables again changes nothing', async () => {
  const dataFile = join(folder, 'kept', 'engine.db');
  const first = await start({ dataFile });
  await createTables(first, [exampleTable()]);
  await first.call('DynamoDB_20120810.PutItem', { TableName: 'example', Item: member });
  await first.stop();

  const second = await start({ dataFile });
  await createTables(second, [exampleTable()]);
  const answer = await second.call('DynamoDB_20120810.GetItem', { TableName: 'example', Key: member });
  expect(answer).toMatchObject({ Item: member });
});

test('kept data whose indexes differ from the templates is refused, naming table and difference', async () => {
  const engine = await start();
  await createTables(engine, [exampleTable()]);
  await expect(createTables(engine, [exampleTable('example', 'otherPK')])).rejects.toThrow(
    /example whose indexes differ/,
  );
});

test('a refusal of the engine carries its code without the prefix of the wire', async () => {
  const engine = await start();
  await createTables(engine, [exampleTable()]);
  const put = { TableName: 'example', Item: member, ConditionExpression: 'attribute_exists(PK)' };
  await expect(engine.call('DynamoDB_20120810.PutItem', put)).rejects.toMatchObject({
    name: 'EngineError',
    code: 'ConditionalCheckFailedException',
  });
});

test('an engine that runs already is used by its address, and left running', async () => {
  const running = await start();
  vi.stubEnv('HOLDFAST_ENGINE', '');
  vi.stubEnv('DYNAMODB_ENDPOINT', running.endpoint);
  const external = await startEngine();
  expect(external.kind).toBe('external');
  await external.stop();
  await expect(running.call('DynamoDB_20120810.ListTables', {})).resolves.toEqual({ TableNames: [] });
});

test('an address where nothing answers is an error that names it', async () => {
  vi.stubEnv('HOLDFAST_ENGINE', '');
  vi.stubEnv('DYNAMODB_ENDPOINT', 'http://127.0.0.1:9');
  await expect(startEngine()).rejects.toThrow(/http:\/\/127\.0\.0\.1:9 .*does not answer/);
});

test('an engine that does not exist is refused with the names of those that do', async () => {
  vi.stubEnv('HOLDFAST_ENGINE', 'dynalite');
  await expect(startEngine()).rejects.toThrow('dynalite; it can be dynoxide or dynamodb-local');
});
