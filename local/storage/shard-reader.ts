import { type Engine, EngineError, type StreamRecord } from './engine.ts';
import { withEmptyMaps } from './stream-image.ts';

const STREAMS = 'DynamoDBStreams_20120810';
/** Iterators that lead nowhere any more: the reader opens another after the last record it read. */
const LOST_ITERATOR_CODES = new Set(['ExpiredIteratorException', 'TrimmedDataAccessException']);

export type EngineRecord = Pick<StreamRecord, 'eventID' | 'eventName' | 'eventVersion'> & {
  readonly dynamodb: Omit<StreamRecord['dynamodb'], 'ApproximateCreationDateTime'>;
};

export interface Shard {
  readonly id: string;
  readonly parentId: string | undefined;
  lastRead: string | undefined;
  iterator: string | undefined;
  isFinished: boolean;
}

interface ShardDescriptions {
  readonly StreamDescription: {
    readonly Shards: readonly { readonly ShardId: string; readonly ParentShardId?: string }[];
    readonly LastEvaluatedShardId?: string;
  };
}

interface Page {
  readonly Records: readonly EngineRecord[];
  readonly NextShardIterator?: string;
}

/** Reads the shards of one stream as the engine has them, parents before children. */
export class ShardReader {
  readonly streamArn: string;
  readonly #engine: Pick<Engine, 'call'>;
  readonly #startOf: (shardId: string) => string | undefined;
  #shards = new Map<string, Shard>();

  /** `startOf`: the sequence number after which to read a new shard; undefined: from its beginning. */
  constructor(engine: Pick<Engine, 'call'>, streamArn: string, startOf: (shardId: string) => string | undefined) {
    this.#engine = engine;
    this.streamArn = streamArn;
    this.#startOf = startOf;
  }

  shardIds(): ReadonlySet<string> {
    return new Set(this.#shards.keys());
  }

  /** Asks for the list of shards. It is dear to some engines, and changes only when a shard ends. */
  async findShards(): Promise<void> {
    const found = new Map<string, Shard>();
    let after: string | undefined;
    do {
      const { StreamDescription: page } = await this.#engine.call<ShardDescriptions>(`${STREAMS}.DescribeStream`, {
        StreamArn: this.streamArn,
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
      });
      for (const { ShardId: id, ParentShardId: parentId } of page.Shards) {
        const fresh = { id, parentId, lastRead: undefined, iterator: undefined, isFinished: false };
        found.set(id, this.#shards.get(id) ?? fresh);
      }
      after = page.LastEvaluatedShardId;
    } while (after !== undefined);
    this.#shards = found;
  }

  /** Reads every shard to its end, following those that are closed to their children. */
  async readAll(deliver: (shard: Shard, records: readonly EngineRecord[]) => void): Promise<void> {
    for (let shards = this.#readable(); shards.length > 0; ) {
      for (const shard of shards) await this.#readToEnd(shard, deliver);
      if (!shards.some(({ isFinished }) => isFinished)) return;
      const readBefore = new Set(shards);
      await this.findShards();
      shards = this.#readable().filter((shard) => !readBefore.has(shard));
    }
  }

  #readable(): Shard[] {
    return [...this.#shards.values()].filter(({ isFinished, parentId }) => {
      const parent = parentId === undefined ? undefined : this.#shards.get(parentId);
      return !isFinished && (parent === undefined || parent.isFinished);
    });
  }

  async #readToEnd(shard: Shard, deliver: (shard: Shard, records: readonly EngineRecord[]) => void): Promise<void> {
    for (;;) {
      const page = await this.#readPage(shard);
      shard.iterator = page.NextShardIterator;
      shard.isFinished = page.NextShardIterator === undefined;
      const last = page.Records.at(-1);
      if (last !== undefined) {
        shard.lastRead = last.dynamodb.SequenceNumber;
        deliver(shard, page.Records);
      }
      if (last === undefined || shard.isFinished) return;
    }
  }

  async #readPage(shard: Shard): Promise<Page> {
    try {
      shard.iterator ??= await this.#openIterator(shard.id, shard.lastRead ?? this.#startOf(shard.id));
      return await this.#getRecords(shard.iterator);
    } catch (error) {
      if (!(error instanceof EngineError && LOST_ITERATOR_CODES.has(error.code))) throw error;
      // What was trimmed is gone: the oldest record left is next.
      const isTrimmed = error.code === 'TrimmedDataAccessException';
      const after = isTrimmed ? undefined : (shard.lastRead ?? this.#startOf(shard.id));
      return this.#getRecords(await this.#openIterator(shard.id, after));
    }
  }

  async #getRecords(iterator: string): Promise<Page> {
    const page = await this.#engine.call<Page>(`${STREAMS}.GetRecords`, { ShardIterator: iterator });
    return { ...page, Records: page.Records.map(mendImages) };
  }

  async #openIterator(shardId: string, after: string | undefined): Promise<string> {
    const answer = await this.#engine.call<{ ShardIterator: string }>(`${STREAMS}.GetShardIterator`, {
      StreamArn: this.streamArn,
      ShardId: shardId,
      ...(after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
    });
    return answer.ShardIterator;
  }
}

function mendImages(record: EngineRecord): EngineRecord {
  const { NewImage, OldImage, ...rest } = record.dynamodb;
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(NewImage === undefined ? {} : { NewImage: withEmptyMaps(NewImage) }),
      ...(OldImage === undefined ? {} : { OldImage: withEmptyMaps(OldImage) }),
    },
  };
}
