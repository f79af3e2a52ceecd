import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDefinitionStore, type DefinitionStore } from '../../lambdas/outreach/definition-store.ts';
import { messageBody } from '../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../programmes/ready-messages.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let definitions: DefinitionStore;

beforeAll(async () => {
  table = await startTable();
  definitions = createDefinitionStore(table);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const BY = { keyId: 'key-1', at: '2026-06-10T04:00:00.000Z' };
const bodyOf = (id: string) => messageBody.parse(READY_MESSAGES[id]);
const versionsOf = async (messageId: string) =>
  (await definitions.definitions()).filter((each) => each.messageId === messageId);

test('nothing is defined until somebody does', async () => {
  expect(await definitions.definitions()).toEqual([]);
});

test('every ready message can be kept, and is read back as it was', async () => {
  for (const id of Object.keys(READY_MESSAGES)) {
    expect(await definitions.add({ messageId: id, version: 1, body: bodyOf(id) }, BY)).toBe('WRITTEN');
    expect(await versionsOf(id)).toEqual([{ messageId: id, version: 1, body: bodyOf(id) }]);
  }
});

test('versions stay, in their order, and one without a body is off', async () => {
  for (let version = 1; version <= 11; version += 1) {
    await definitions.add({ messageId: 'own', version, ...(version === 11 ? {} : { body: bodyOf('welcome') }) }, BY);
  }
  const all = await versionsOf('own');
  expect(all.map(({ version }) => version)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
  expect(all.at(-1)?.body).toBeUndefined();
});

test('of two who define the same version one does, and the other is told', async () => {
  const answers = await Promise.all(
    ['welcome', 'birthday'].map((id) => definitions.add({ messageId: 'raced', version: 1, body: bodyOf(id) }, BY)),
  );
  expect(answers.sort()).toEqual(['EXISTS', 'WRITTEN']);
  expect(await versionsOf('raced')).toHaveLength(1);
});

test.each(['answer', 'request'] as const)('a lost %s leaves one version, and says that it is written', async (what) => {
  const { lostCount } = loseNext(table, what);
  expect(await definitions.add({ messageId: `lost-${what}`, version: 1, body: bodyOf('welcome') }, BY)).toBe('WRITTEN');
  loseNothing(table);
  expect(lostCount()).toBe(1);
  expect(await versionsOf(`lost-${what}`)).toHaveLength(1);
});

test('a body that this release does not understand is as one that was switched off, and the others are there', async () => {
  const strange = { channel: 'pigeon' } as unknown as ReturnType<typeof bodyOf>;
  await definitions.add({ messageId: 'strange', version: 1, body: strange }, BY);
  expect(await versionsOf('strange')).toEqual([{ messageId: 'strange', version: 1 }]);
  expect(await versionsOf('welcome')).toHaveLength(1);
});
