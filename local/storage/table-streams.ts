import type { Invoker } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { Deployment, StreamMappingSpec, TableSpec } from '../deployment.ts';
import { compilePattern } from '../messaging/event-pattern.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Work } from '../time/work.ts';
import type { Engine } from './engine.ts';
import { Expiry } from './expiry.ts';
import { StreamMapping, type StreamMappingStatus } from './stream-mapping.ts';
import { type StreamPosition, StreamSource } from './stream-source.ts';

const READ_STREAM_ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

export interface TableStreamsSettings {
  readonly deployment: Deployment;
  readonly engine: Engine;
  readonly clock: MovableClock;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  readonly invoker: Invoker;
  /** Throws if the function's role may not do that. */
  readonly access: { authorize(functionArn: string, action: string, resourceArn: string): void };
  readonly sendOnFailure: (functionArn: string, destinationArn: string, record: unknown) => void;
}

/** Serializable: where each table's stream was read to, by table name. */
export type StreamsSnapshot = Readonly<Record<string, StreamPosition>>;

/** The streams of all tables, the functions that they feed, and the expiry of items. */
export class TableStreams {
  readonly #settings: TableStreamsSettings;
  #sources: readonly StreamSource[] = [];
  #mappings: readonly StreamMapping[] = [];

  constructor(settings: TableStreamsSettings) {
    this.#settings = settings;
    const { deployment, access } = settings;
    const streamArns = new Set(deployment.tables.map(({ streamArn }) => streamArn));
    for (const { path, sourceArn, functionArn } of deployment.streamMappings) {
      if (!streamArns.has(sourceArn))
        throw new Error(`${path} reads ${sourceArn}, which is no stream of the templates`);
      for (const action of READ_STREAM_ACTIONS) access.authorize(functionArn, action, sourceArn);
    }
  }

  /** Reads what the streams hold, from the positions kept, and from then on what is written. */
  async start(kept: StreamsSnapshot = {}): Promise<void> {
    for (const table of this.#settings.deployment.tables) await this.#startTable(table, kept[table.tableName]);
  }

  /** The tables were written to. */
  notifyWrite(tableNames: ReadonlySet<string>): void {
    for (const source of this.#sources) {
      if (tableNames.has(source.tableName)) source.notifyWrite();
    }
  }

  snapshot(): StreamsSnapshot {
    return Object.fromEntries(
      this.#sources.flatMap((source) => {
        const position = source.position();
        return position === undefined ? [] : [[source.tableName, position] as const];
      }),
    );
  }

  status(): readonly StreamMappingStatus[] {
    return this.#mappings.map((mapping) => mapping.status());
  }

  async stop(): Promise<void> {
    for (const mapping of this.#mappings) mapping.stop();
    for (const source of this.#sources) await source.stop();
  }

  async #startTable(table: TableSpec, position: StreamPosition | undefined): Promise<void> {
    const { engine, deployment, timeline, work, logs } = this.#settings;
    const { streamArn, timeToLiveAttribute } = table;
    if (streamArn === undefined) {
      if (timeToLiveAttribute !== undefined) logs.warn(`items of ${table.path} do not expire: it has no stream`);
      return;
    }
    const source = new StreamSource({ engine, table, region: deployment.region, timeline, work, logs, position });
    const specs = deployment.streamMappings.filter(({ sourceArn }) => sourceArn === streamArn);
    const mappings = specs.map((spec) => this.#createMapping(spec, source));
    const expiry =
      timeToLiveAttribute === undefined
        ? undefined
        : new Expiry({ engine, table, attribute: timeToLiveAttribute, source, timeline, logs });
    this.#sources = [...this.#sources, source];
    this.#mappings = [...this.#mappings, ...mappings];
    await source.start();
    await expiry?.start();
  }

  #createMapping(spec: StreamMappingSpec, source: StreamSource): StreamMapping {
    const { invoker, timeline, work, logs, sendOnFailure } = this.#settings;
    const filters = spec.filters.map((pattern) => compilePattern(pattern));
    return new StreamMapping({
      spec,
      source,
      invoker,
      timeline,
      work,
      logs,
      matchesFilters: (record) => filters.length === 0 || filters.some((matches) => matches(record)),
      sendOnFailure: (destinationArn, message) => sendOnFailure(spec.functionArn, destinationArn, message),
    });
  }
}
