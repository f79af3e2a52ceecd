import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createModelStore } from '../../lambdas/churn/model-store.ts';
import type { PurchaseModel } from '../../lambdas/churn/purchase-model.ts';
import { at, DAY } from './churn-items.ts';
import { loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const modelOf = (version: number, changes: Partial<PurchaseModel> = {}): PurchaseModel => ({
  ...{ version, day: DAY, purchases: { r: 0.3, alpha: 40, a: 0.8, b: 2.5 }, logLikelihood: -9.5, members: 900 },
  ...{ rows: 40, likelihoodLoss: 0 },
  ...changes,
});

test('the latest fit is the one of the highest version, kept an hour; none is ever written over', async () => {
  let now = new Date(at(1));
  const models = createModelStore(table, () => now);
  expect([await models.latest(), await models.newest()]).toEqual([undefined, undefined]);
  expect(await models.keep(modelOf(9))).toBe('WRITTEN');
  expect(await models.newest()).toEqual(modelOf(9));
  // That there was none is remembered, too.
  expect(await models.latest()).toBeUndefined();
  now = new Date(at(2));
  expect(await models.latest()).toEqual(modelOf(9));
  expect(await models.keep(modelOf(10, { spend: { p: 6, q: 4, gamma: 15 } }))).toBe('WRITTEN');
  expect(await models.keep(modelOf(10, { members: 1 }))).toBe('EXISTS');
  expect((await models.latest())?.version).toBe(9);
  expect(await models.newest()).toEqual(modelOf(10, { spend: { p: 6, q: 4, gamma: 15 } }));
  now = new Date(at(1));
  expect((await models.latest())?.version, 'a clock that was put back').toBe(10);
});

test('a model that could not be read is read again, and not remembered as none', async () => {
  const models = createModelStore(table, () => new Date(at(1)));
  await models.keep(modelOf(11));
  table.client.middlewareStack.add(() => () => Promise.reject(new Error('no table')), {
    ...{ step: 'initialize', name: 'loseNext', override: true },
  });
  await expect(models.latest()).rejects.toThrow('no table');
  loseNothing(table);
  expect((await models.latest())?.version).toBe(11);
});
