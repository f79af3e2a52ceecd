import type { LogBook } from '../compute/log-book.ts';
import type { TableSpec } from '../deployment.ts';
import type { Timeline } from '../time/timeline.ts';
import { type Engine, EngineError, type StreamRecord } from './engine.ts';
import { type AttributeMap, keyText } from './item-key.ts';
import type { StreamSource } from './stream-source.ts';

const DAY_MS = 86_400_000;
const DELETES_AT_ONCE_MAX = 16;

export interface ExpirySettings {
  readonly engine: Engine;
  readonly table: TableSpec;
  /** Holds the instant of expiry, in epoch seconds. */
  readonly attribute: string;
  readonly source: StreamSource;
  readonly timeline: Timeline;
  readonly logs: LogBook;
}

/**
 * Time to live, by the moved clock: each midnight (UTC) deletes the items that expired since the one before. The
 * service, too, deletes some time after the instant, within days.
 */
export class Expiry {
  readonly #settings: ExpirySettings;
  readonly #keyNames: readonly string[];
  /** Keys of the items to look at, by the midnight that follows their expiry. */
  readonly #due = new Map<number, Map<string, AttributeMap>>();

  constructor(settings: ExpirySettings) {
    this.#settings = settings;
    const schema = settings.table.createTable['KeySchema'] as readonly { readonly AttributeName: string }[];
    this.#keyNames = schema.map(({ AttributeName }) => AttributeName);
    settings.source.subscribe({ name: undefined, from: 'LATEST', handle: (records) => this.#learn(records) });
  }

  /** Finds what expires among the items that are there already; to be called once the source has started. */
  async start(): Promise<void> {
    const { engine, table, attribute } = this.#settings;
    const names = [...this.#keyNames, attribute];
    let lastKey: AttributeMap | undefined;
    do {
      const page = await engine.call<{ Items: readonly AttributeMap[]; LastEvaluatedKey?: AttributeMap }>(
        'DynamoDB_20120810.Scan',
        {
          TableName: table.tableName,
          ProjectionExpression: names.map((_, index) => `#n${index}`).join(', '),
          FilterExpression: `attribute_exists(#n${names.length - 1})`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
          ...(lastKey === undefined ? {} : { ExclusiveStartKey: lastKey }),
        },
      );
      for (const item of page.Items) this.#watch(item);
      lastKey = page.LastEvaluatedKey;
    } while (lastKey !== undefined);
  }

  #learn(records: readonly StreamRecord[]): void {
    for (const { dynamodb } of records) {
      if (dynamodb.NewImage !== undefined) this.#watch(dynamodb.NewImage);
    }
  }

  #watch(item: AttributeMap): void {
    const { attribute, timeline } = this.#settings;
    const expiresAtSeconds = Number((item[attribute] as { N?: string } | undefined)?.N);
    if (!Number.isFinite(expiresAtSeconds)) return;
    const laterMs = Math.max(expiresAtSeconds * 1000, timeline.now());
    const midnightMs = (Math.floor(laterMs / DAY_MS) + 1) * DAY_MS;
    const key = Object.fromEntries(this.#keyNames.map((name) => [name, item[name]]));
    this.#keysDueAt(midnightMs).set(keyText(key), key);
  }

  #keysDueAt(midnightMs: number): Map<string, AttributeMap> {
    const known = this.#due.get(midnightMs);
    if (known !== undefined) return known;
    const keys = new Map<string, AttributeMap>();
    this.#due.set(midnightMs, keys);
    const { table, timeline } = this.#settings;
    timeline.at(midnightMs, 'schedule', `expiry in ${table.path}`, () => this.#deleteDue(midnightMs));
    return keys;
  }

  async #deleteDue(midnightMs: number): Promise<void> {
    const keys = [...(this.#due.get(midnightMs)?.values() ?? [])];
    this.#due.delete(midnightMs);
    for (let start = 0; start < keys.length; start += DELETES_AT_ONCE_MAX) {
      await Promise.all(keys.slice(start, start + DELETES_AT_ONCE_MAX).map((key) => this.#delete(key)));
      this.#settings.source.notifyWrite();
    }
  }

  async #delete(key: AttributeMap): Promise<void> {
    const { engine, table, attribute, source, timeline, logs } = this.#settings;
    source.expectExpiry(key);
    try {
      await engine.call('DynamoDB_20120810.DeleteItem', {
        TableName: table.tableName,
        Key: key,
        // The item may have been given a later date, or none, since.
        ConditionExpression: '#ttl <= :now',
        ExpressionAttributeNames: { '#ttl': attribute },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(timeline.now() / 1000)) } },
      });
    } catch (error) {
      source.forgetExpiry(key);
      if (error instanceof EngineError && error.code === 'ConditionalCheckFailedException') return;
      logs.warn(`an expired item of ${table.path} could not be deleted: ${String(error)}`, { key });
    }
  }
}
