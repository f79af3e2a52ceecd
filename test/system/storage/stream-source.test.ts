import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTables, dropTables } from '../../../local/storage/tables.ts';
import { collect, partitionOf, StorageRig } from './storage-rig.ts';
import { EXAMPLE_STREAM_ARN } from './table-of.ts';

const ROUNDS = 25;
const WRITERS = 16;

let rig: StorageRig;
beforeEach(async () => {
  rig = await StorageRig.start();
});
afterEach(() => rig.stop());

test('when no work is left, each write that was told of has been handed on, once and in order', async () => {
  const source = rig.source();
  const records = collect(source);
  await source.start();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const put = (suffix: string) => ({
        Put: { TableName: 'example', Item: { PK: { S: `${round}-${writer}${suffix}` }, SK: { S: 'ITEM' } } },
      });
      await rig.engine.call('DynamoDB_20120810.TransactWriteItems', { TransactItems: [put('a'), put('b')] });
      source.notifyWrite();
    });
    await Promise.all(writers);
    await rig.work.quiet();
    expect(records).toHaveLength(round * WRITERS * 2);
  }
  expect(new Set(records.map(partitionOf)).size).toBe(ROUNDS * WRITERS * 2);
  const sequence = records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber));
  expect(sequence).toEqual(sequence.toSorted((a, b) => (a < b ? -1 : 1)));
});

test('a write takes a work token before the source has looked', async () => {
  const source = rig.source();
  await source.start();
  expect(rig.work.isQuiet).toBe(true);
  source.notifyWrite();
  expect(rig.work.outstanding()).toEqual({ 'stream:Example/Table': 1 });
  await rig.work.quiet();
});

test('a record carries the names of the templates and the moved clock, not those of the engine', async () => {
  const source = rig.source();
  const records = collect(source);
  await source.start();
  rig.clock.moveTo(Date.parse('2031-05-01T00:00:00Z'));
  await rig.put('p-1', { points: { N: '5' } });
  source.notifyWrite();
  await rig.work.quiet();
  expect(records).toMatchObject([
    {
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      eventSourceARN: EXAMPLE_STREAM_ARN,
      dynamodb: { NewImage: { points: { N: '5' } }, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  ]);
  const createdMs = (records[0]?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000;
  expect(new Date(createdMs).toISOString()).toMatch(/^2031-05-01T00:00/);
});

test('a write that changes nothing leaves no record', async () => {
  const source = rig.source();
  const records = collect(source);
  await source.start();
  await rig.put('p-1', { points: { N: '5' } });
  await rig.put('p-1', { points: { N: '5' } });
  await rig.put('p-1', { points: { N: '6' } });
  source.notifyWrite();
  await rig.work.quiet();
  expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
});

test('a write that nobody told of is found all the same', async () => {
  const source = rig.source();
  const records = collect(source);
  await source.start();
  await rig.put('p-outside');
  await vi.waitFor(() => expect(records.map(partitionOf)).toEqual(['p-outside']), { timeout: 5_000 });
});

test('a subscriber from LATEST is not handed what was there before', async () => {
  await rig.put('p-before');
  const source = rig.source();
  const records = collect(source, 'LATEST');
  await source.start();
  await rig.put('p-after');
  source.notifyWrite();
  await rig.work.quiet();
  expect(records.map(partitionOf)).toEqual(['p-after']);
});

test('a table made again after it was dropped starts with an empty stream', async () => {
  await rig.put('p-first-life');
  await dropTables(rig.engine, [rig.table]);
  await createTables(rig.engine, [rig.table]);
  await rig.put('p-second-life');
  const source = rig.source();
  const records = collect(source);
  await source.start();
  expect(records.map(partitionOf)).toEqual(['p-second-life']);
});

test('after a restart with kept data, what was not done comes again and what was done does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  try {
    const first = await StorageRig.start(join(folder, 'engine.db'));
    const source = first.source();
    const subscription = source.subscribe({
      name: 'Example/Collector',
      from: 'TRIM_HORIZON',
      handle: (records, shardId) => {
        const done = records.find((record) => partitionOf(record) === 'p-2');
        if (done !== undefined) subscription.checkpoint(shardId, done.dynamodb.SequenceNumber);
      },
    });
    await source.start();
    for (const pk of ['p-1', 'p-2', 'p-3']) await first.put(pk);
    source.notifyWrite();
    await first.work.quiet();
    const position = JSON.parse(JSON.stringify(source.position()));
    await first.stop();

    const second = await StorageRig.start(join(folder, 'engine.db'));
    await second.put('p-4');
    const resumed = second.source(position);
    const records = collect(resumed);
    await resumed.start();
    expect(records.map(partitionOf)).toEqual(['p-3', 'p-4']);
    await second.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
