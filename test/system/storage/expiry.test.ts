import { afterEach, beforeEach, expect, test } from 'vitest';
import { Expiry } from '../../../local/storage/expiry.ts';
import type { StreamSource } from '../../../local/storage/stream-source.ts';
import { collect, partitionOf, StorageRig } from './storage-rig.ts';

const START_MS = Date.parse('2030-03-01T10:00:00Z');
const DAY_MS = 86_400_000;

let rig: StorageRig;
let source: StreamSource;
let expiry: Expiry;

beforeEach(async () => {
  rig = await StorageRig.start();
  rig.clock.moveTo(START_MS);
  source = rig.source();
  const { engine, table, timeline, logs } = rig;
  expiry = new Expiry({ engine, table, attribute: 'ttlEpochSeconds', source, timeline, logs });
});
afterEach(() => rig.stop());

const expiringAt = (instantMs: number) => ({ ttlEpochSeconds: { N: String(Math.floor(instantMs / 1000)) } });

async function write(pk: string, attributes: Record<string, unknown>): Promise<void> {
  await rig.put(pk, attributes);
  source.notifyWrite();
  await rig.work.quiet();
}

test('an item is deleted after it expired by the moved clock, as the service would, and others stay', async () => {
  const records = collect(source);
  await source.start();
  await write('p-expires', expiringAt(START_MS + 3 * DAY_MS));
  await write('p-stays', {});
  await rig.timeline.advanceTo(START_MS + 2 * DAY_MS);
  expect(await rig.has('p-expires')).toBe(true);
  await rig.timeline.advanceTo(START_MS + 4 * DAY_MS);
  expect([await rig.has('p-expires'), await rig.has('p-stays')]).toEqual([false, true]);
  const removals = records.filter(({ eventName }) => eventName === 'REMOVE');
  expect(removals.map(partitionOf)).toEqual(['p-expires']);
  expect(removals[0]?.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
});

test('an item that was given a later date lives until then', async () => {
  await source.start();
  await write('p-1', expiringAt(START_MS + DAY_MS));
  await write('p-1', expiringAt(START_MS + 10 * DAY_MS));
  await rig.timeline.advanceTo(START_MS + 9 * DAY_MS);
  expect(await rig.has('p-1')).toBe(true);
  await rig.timeline.advanceTo(START_MS + 12 * DAY_MS);
  expect(await rig.has('p-1')).toBe(false);
});

test('an item that a person deletes is not called expired, even if it was due', async () => {
  const records = collect(source);
  await source.start();
  await write('p-1', expiringAt(START_MS - DAY_MS));
  const key = { PK: { S: 'p-1' }, SK: { S: 'ITEM' } };
  await rig.engine.call('DynamoDB_20120810.DeleteItem', { TableName: 'example', Key: key });
  source.notifyWrite();
  await rig.timeline.advanceTo(START_MS + 2 * DAY_MS);
  expect(records.map(({ eventName, userIdentity }) => [eventName, userIdentity])).toEqual([
    ['INSERT', undefined],
    ['REMOVE', undefined],
  ]);
});

test('items of kept data expire too, and waiting for expiry is not work to be settled', async () => {
  await rig.put('p-kept', expiringAt(START_MS + DAY_MS));
  await source.start();
  await expiry.start();
  await rig.timeline.settle();
  expect(await rig.has('p-kept')).toBe(true);
  await rig.timeline.advanceTo(START_MS + 2 * DAY_MS);
  expect(await rig.has('p-kept')).toBe(false);
});
