import { LogBook } from '../../../local/compute/log-book.ts';
import type { TableSpec } from '../../../local/deployment.ts';
import type { Engine, StreamRecord } from '../../../local/storage/engine.ts';
import { startEngine } from '../../../local/storage/start-engine.ts';
import { type StreamPosition, StreamSource, type Subscription } from '../../../local/storage/stream-source.ts';
import { createTables } from '../../../local/storage/tables.ts';
import { MovableClock } from '../../../local/time/clock.ts';
import { Timeline } from '../../../local/time/timeline.ts';
import { Work } from '../../../local/time/work.ts';
import { exampleTable } from './table-of.ts';

/** An engine with one table, and what a stream source needs beside it. */
export class StorageRig {
  readonly table: TableSpec = exampleTable();
  readonly clock = new MovableClock();
  readonly work = new Work();
  readonly timeline = new Timeline(this.clock, this.work);
  readonly logs = new LogBook(this.clock);
  readonly engine: Engine;
  readonly #sources: StreamSource[] = [];

  private constructor(engine: Engine) {
    this.engine = engine;
  }

  static async start(dataFile?: string): Promise<StorageRig> {
    const rig = new StorageRig(await startEngine({ dataFile }));
    await createTables(rig.engine, [rig.table]);
    await rig.engine.afterTablesCreated();
    return rig;
  }

  source(position?: StreamPosition): StreamSource {
    const { engine, table, timeline, work, logs } = this;
    const source = new StreamSource({ engine, table, region: 'eu-west-1', timeline, work, logs, position });
    this.#sources.push(source);
    return source;
  }

  put(pk: string, attributes: Record<string, unknown> = {}): Promise<unknown> {
    const item = { PK: { S: pk }, SK: { S: 'ITEM' }, ...attributes };
    return this.engine.call('DynamoDB_20120810.PutItem', { TableName: this.table.tableName, Item: item });
  }

  async has(pk: string): Promise<boolean> {
    const key = { PK: { S: pk }, SK: { S: 'ITEM' } };
    const input = { TableName: this.table.tableName, Key: key, ConsistentRead: true };
    const answer = await this.engine.call<{ Item?: unknown }>('DynamoDB_20120810.GetItem', input);
    return answer.Item !== undefined;
  }

  async stop(): Promise<void> {
    this.timeline.stop();
    for (const source of this.#sources) await source.stop();
    await this.engine.stop();
  }
}

/** Keeps what it is handed; `checkpoints`: says at once that it is done. */
export function collect(
  source: StreamSource,
  from: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON',
  checkpoints = true,
): StreamRecord[] {
  const records: StreamRecord[] = [];
  const subscription: Subscription = source.subscribe({
    name: 'Example/Collector',
    from,
    handle: (handed, shardId) => {
      records.push(...handed);
      if (checkpoints) subscription.checkpoint(shardId, handed.at(-1)?.dynamodb.SequenceNumber ?? '');
    },
  });
  return records;
}

export const partitionOf = ({ dynamodb }: StreamRecord): string => (dynamodb.Keys['PK'] as { S: string }).S;
