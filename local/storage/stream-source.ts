import { isDeepStrictEqual } from 'node:util';
import type { LogBook } from '../compute/log-book.ts';
import type { TableSpec } from '../deployment.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Work } from '../time/work.ts';
import type { Engine, StreamRecord } from './engine.ts';
import { type AttributeMap, keyText } from './item-key.ts';
import { type EngineRecord, type Shard, ShardReader } from './shard-reader.ts';
import { engineStreamArn } from './tables.ts';

/** Real time between looks for what others wrote past the endpoint. */
const OUTSIDE_WRITES_POLL_MS = 1_000;
const TTL_SERVICE = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

export interface StreamSourceSettings {
  readonly engine: Engine;
  readonly table: TableSpec;
  readonly region: string;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  /** Where an earlier run left off, with its kept data. */
  readonly position?: StreamPosition | undefined;
}

export interface StreamSubscriber {
  /** Under this name its position is kept over a restart; undefined: not kept. */
  readonly name: string | undefined;
  /** Where it starts if no position was kept; `LATEST` leaves out what is there when the source starts. */
  readonly from: 'TRIM_HORIZON' | 'LATEST';
  /** Takes records over at once; what it has yet to do with them, it holds a work token for. */
  handle(records: readonly StreamRecord[], shardId: string): void;
}

export interface Subscription {
  /** All records of the shard up to this one are done: a later run starts after it. */
  checkpoint(shardId: string, sequenceNumber: string): void;
}

/** Serializable. */
export interface StreamPosition {
  readonly engineStreamArn: string;
  /** Last sequence number done, by subscriber and shard. */
  readonly checkpoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Reader {
  readonly subscriber: StreamSubscriber;
  readonly checkpoints: Map<string, string>;
  /** Its checkpoints at the start. */
  readonly keptFrom: Map<string, string>;
}

/**
 * One table's stream, read from the engine and handed to its subscribers in each shard's order. It reads when told of
 * a write, and holds a work token from then until it is at the end of the stream.
 */
export class StreamSource {
  readonly #settings: StreamSourceSettings;
  readonly #readers: Reader[] = [];
  readonly #expected = new Set<string>();
  #shards: ShardReader | undefined;
  #poll: NodeJS.Timeout | undefined;
  #endWork: (() => void) | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #isCaughtUp = false;
  #stopped = false;
  #lastFault: string | undefined;

  constructor(settings: StreamSourceSettings) {
    this.#settings = settings;
  }

  get tableName(): string {
    return this.#settings.table.tableName;
  }

  /** To be called before {@link start}. */
  subscribe(subscriber: StreamSubscriber): Subscription {
    const kept = Object.entries(this.#settings.position?.checkpoints[subscriber.name ?? ''] ?? {});
    const checkpoints = new Map(kept);
    this.#readers.push({ subscriber, checkpoints, keptFrom: new Map(kept) });
    return { checkpoint: (shardId, sequenceNumber) => checkpoints.set(shardId, sequenceNumber) };
  }

  /** Hands out what the stream holds already, and from then on what is written. */
  async start(): Promise<void> {
    const { engine, table, position } = this.#settings;
    const streamArn = await engineStreamArn(engine, table.tableName);
    if (position !== undefined && position.engineStreamArn !== streamArn) {
      for (const { checkpoints, keptFrom } of this.#readers) {
        checkpoints.clear();
        keptFrom.clear();
      }
    }
    this.#shards = new ShardReader(engine, streamArn, (shardId) => this.#startOf(shardId));
    await this.#shards.findShards();
    this.notifyWrite();
    await this.#reading;
    this.#isCaughtUp = true;
    this.#poll = setInterval(() => this.#read(), OUTSIDE_WRITES_POLL_MS);
    this.#poll.unref();
  }

  /** Something was written to the table: takes a work token at once, and reads on. */
  notifyWrite(): void {
    if (this.#stopped || this.#shards === undefined) return;
    this.#holdWork();
    this.#again = true;
    this.#read();
  }

  /** The item is about to be deleted by expiry: its REMOVE record will name the service as the one who did it. */
  expectExpiry(key: AttributeMap): void {
    this.#expected.add(keyText(key));
  }

  /** An expected deletion did not happen. */
  forgetExpiry(key: AttributeMap): void {
    this.#expected.delete(keyText(key));
  }

  position(): StreamPosition | undefined {
    if (this.#shards === undefined) return undefined;
    const known = this.#shards.shardIds();
    const named = this.#readers.flatMap(({ subscriber: { name }, checkpoints }) =>
      name === undefined
        ? []
        : [[name, Object.fromEntries([...checkpoints].filter(([shardId]) => known.has(shardId)))] as const],
    );
    return { engineStreamArn: this.#shards.streamArn, checkpoints: Object.fromEntries(named) };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    await this.#reading;
  }

  #holdWork(): void {
    this.#endWork ??= this.#settings.work.begin(`stream:${this.#settings.table.path}`);
  }

  #read(): void {
    if (this.#stopped) return;
    this.#reading ??= this.#readToEnd();
  }

  async #readToEnd(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#shards?.readAll((shard, records) => this.#deliver(shard, records));
        this.#lastFault = undefined;
        // A write told of meanwhile may have come after the last look.
      } while (this.#again && !this.#stopped);
    } catch (error) {
      this.#reportFault(error);
    }
    this.#reading = undefined;
    this.#endWork?.();
    this.#endWork = undefined;
  }

  #deliver(shard: Shard, engineRecords: readonly EngineRecord[]): void {
    this.#holdWork();
    const records = engineRecords.filter((record) => !isWithoutChange(record)).map((record) => this.#record(record));
    for (const reader of this.#readers) {
      if (!this.#isCaughtUp && !wantsKeptRecords(reader)) continue;
      const { subscriber, keptFrom } = reader;
      const done = keptFrom.get(shard.id);
      const unseen = done === undefined ? records : records.filter((record) => isAfter(sequenceOf(record), done));
      if (unseen.length > 0) subscriber.handle(unseen, shard.id);
    }
  }

  /** The record as the deployed stream has it: its names, not the engine's, and the moved clock. */
  #record({ eventID, eventName, eventVersion, dynamodb }: EngineRecord): StreamRecord {
    const { table, region, timeline } = this.#settings;
    const isExpiry = eventName === 'REMOVE' && this.#expected.delete(keyText(dynamodb.Keys));
    return {
      eventID,
      eventName,
      eventVersion,
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventSourceARN: table.streamArn ?? '',
      ...(isExpiry ? { userIdentity: TTL_SERVICE } : {}),
      dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(timeline.now() / 1000) },
    };
  }

  /** The lowest kept position of a shard; undefined: its beginning, since a subscriber has none. */
  #startOf(shardId: string): string | undefined {
    const kept = this.#readers.filter(wantsKeptRecords).map(({ keptFrom }) => keptFrom.get(shardId));
    return kept.reduce((lowest, next) => {
      if (lowest === undefined || next === undefined) return undefined;
      return isAfter(lowest, next) ? next : lowest;
    }, kept[0]);
  }

  #reportFault(error: unknown): void {
    const fault = error instanceof Error ? error.message : String(error);
    if (fault === this.#lastFault || this.#stopped) return;
    this.#lastFault = fault;
    this.#settings.logs.warn(`the stream of ${this.#settings.table.path} could not be read: ${fault}`);
  }
}

function wantsKeptRecords({ subscriber, keptFrom }: Reader): boolean {
  return subscriber.from === 'TRIM_HORIZON' || keptFrom.size > 0;
}

/** The service writes no record for a write that changes nothing; dynoxide does. */
function isWithoutChange({ eventName, dynamodb: { OldImage, NewImage } }: EngineRecord): boolean {
  return eventName === 'MODIFY' && OldImage !== undefined && isDeepStrictEqual(OldImage, NewImage);
}

function sequenceOf(record: StreamRecord): string {
  return record.dynamodb.SequenceNumber;
}

function isAfter(sequenceNumber: string, other: string): boolean {
  return BigInt(sequenceNumber) > BigInt(other);
}
