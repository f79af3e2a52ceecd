import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../../local/storage/engine.ts';
import { ShardReader } from '../../../local/storage/shard-reader.ts';

interface FakeShard {
  readonly id: string;
  readonly parentId?: string;
  readonly numbers: number[];
  isClosed: boolean;
}

/** A stream of scripted shards, whose every call may find its iterator expired. */
class FakeStream {
  readonly shards: FakeShard[];
  readonly #expires: () => boolean;
  calls = 0;

  constructor(shards: FakeShard[], expires: () => boolean = () => false) {
    this.shards = shards;
    this.#expires = expires;
  }

  async call<T>(target: string, input: unknown): Promise<T> {
    this.calls += 1;
    return this.#answer(target.split('.')[1] ?? '', input as Record<string, string>) as T;
  }

  #answer(operation: string, input: Record<string, string>): unknown {
    if (operation === 'DescribeStream') {
      return {
        StreamDescription: {
          Shards: this.shards.map(({ id, parentId }) => ({
            ShardId: id,
            ...(parentId && { ParentShardId: parentId }),
          })),
        },
      };
    }
    if (operation === 'GetShardIterator')
      return { ShardIterator: `${input['ShardId']}|${input['SequenceNumber'] ?? '0'}|new` };
    return this.#records(input['ShardIterator'] ?? '');
  }

  #records(iterator: string): unknown {
    const [id, after, age] = iterator.split('|');
    if (age !== 'new' && this.#expires()) throw new EngineError('ExpiredIteratorException', 'too old');
    const shard = this.shards.find((each) => each.id === id);
    const page = (shard?.numbers ?? []).filter((number) => number > Number(after)).slice(0, 2);
    const last = page.at(-1) ?? Number(after);
    const isAtEnd = shard?.isClosed === true && last === (shard.numbers.at(-1) ?? 0);
    return {
      Records: page.map((number) => ({ dynamodb: { SequenceNumber: String(number) } })),
      ...(isAtEnd ? {} : { NextShardIterator: `${id}|${last}|old` }),
    };
  }
}

function readerOf(stream: FakeStream, startOf: (shardId: string) => string | undefined = () => undefined): ShardReader {
  return new ShardReader(stream, 'arn:engine-stream', startOf);
}

/** A chain of shards, each the parent of the next, listed in any order; the last is open. */
const chainOfShards = fc
  .array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 })
  .map((counts) => {
    let number = 0;
    return counts.map((count, index): FakeShard => {
      const numbers = Array.from({ length: count }, () => ++number);
      const parent = index === 0 ? {} : { parentId: `shard-${index - 1}` };
      return { id: `shard-${index}`, ...parent, numbers, isClosed: index < counts.length - 1 };
    });
  })
  .chain((shards) => fc.shuffledSubarray(shards, { minLength: shards.length }));

test('whatever the shards and however often an iterator expires, each record is read once and after those of parents', async () => {
  await fc.assert(
    fc.asyncProperty(chainOfShards, fc.infiniteStream(fc.boolean()), async (shards, expiries) => {
      const stream = new FakeStream(shards, () => expiries.next().value === true);
      const reader = readerOf(stream);
      const read: number[] = [];
      await reader.findShards();
      await reader.readAll((_, records) =>
        read.push(...records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber))),
      );
      const total = shards.reduce((sum, { numbers }) => sum + numbers.length, 0);
      expect(read).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    }),
  );
});

test('a child that appears when its parent is closed is read on from its beginning', async () => {
  const parent: FakeShard = { id: 'parent', numbers: [1, 2], isClosed: false };
  const stream = new FakeStream([parent]);
  const reader = readerOf(stream);
  const read: string[] = [];
  const readAll = () =>
    reader.readAll((shard, records) =>
      read.push(...records.map(({ dynamodb }) => `${shard.id} ${dynamodb.SequenceNumber}`)),
    );
  await reader.findShards();
  await readAll();
  parent.numbers.push(3);
  parent.isClosed = true;
  stream.shards.push({ id: 'child', parentId: 'parent', numbers: [4], isClosed: false });
  await readAll();
  expect(read).toEqual(['parent 1', 'parent 2', 'parent 3', 'child 4']);
});

test('at the end of an open shard, looking again costs one call', async () => {
  const stream = new FakeStream([{ id: 'only', numbers: [1], isClosed: false }]);
  const reader = readerOf(stream);
  await reader.findShards();
  await reader.readAll(() => undefined);
  stream.calls = 0;
  await reader.readAll(() => undefined);
  expect(stream.calls).toBe(1);
});

test('a shard is read from the position kept', async () => {
  const stream = new FakeStream([{ id: 'only', numbers: [1, 2, 3], isClosed: false }]);
  const reader = readerOf(stream, () => '2');
  const read: string[] = [];
  await reader.findShards();
  await reader.readAll((_, records) => read.push(...records.map(({ dynamodb }) => dynamodb.SequenceNumber)));
  expect(read).toEqual(['3']);
});
