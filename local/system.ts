import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readDeployment } from './assembly/read-deployment.ts';
import { LogBook, type LogLine } from './compute/log-book.ts';
import type { Deployment } from './deployment.ts';
import { OPERATOR_ACCESS_KEY_ID } from './endpoint/aws-call.ts';
import { AwsEndpoint } from './endpoint/aws-endpoint.ts';
import { type ProgrammeFacts, readProgrammeFacts, synthesizeProgramme } from './programme.ts';
import { Runtime, type RuntimeSnapshot } from './runtime.ts';
import { LOCAL_KEYS, seedKeys } from './seed-keys.ts';
import type { Sending } from './sending/sending.ts';
import type { Engine } from './storage/engine.ts';
import { startEngine } from './storage/start-engine.ts';
import { createTables, dropTables } from './storage/tables.ts';
import { MovableClock } from './time/clock.ts';
import { Timeline } from './time/timeline.ts';
import { Work } from './time/work.ts';
import { FrontServer } from './web/front-server.ts';

export interface LocalSystemOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** Keeps the table, the queues and the clock over restarts. @default nothing is kept */
  readonly dataFile?: string | undefined;
  /** @default the first that is found */
  readonly engine?: 'dynoxide' | 'dynamodb-local' | undefined;
  /** The programme to run, a file of programmes/ without `.json`. @default that of the stage `local` */
  readonly programme?: string | undefined;
  /** Where the clock starts, in milliseconds since the epoch, if nothing was kept. @default now */
  readonly startAtMs?: number | undefined;
  /** A cloud assembly to run in place of the app's own. @default the app is synthesized for the stage `local` */
  readonly assemblyFolder?: string | undefined;
  readonly onLog?: (line: LogLine) => void;
}

interface KeptState {
  readonly firstStartedAtMs: number;
  readonly offsetMs: number;
  readonly runtime: RuntimeSnapshot;
}

/** The whole system on this machine: the synthesized templates, executed. */
export class LocalSystem {
  readonly clock: MovableClock;
  /** On the moved clock, when what is kept began; in milliseconds since the epoch. */
  readonly firstStartedAtMs: number;
  readonly work = new Work();
  readonly timeline: Timeline;
  readonly logs: LogBook;
  readonly programme: ProgrammeFacts;
  readonly deployment: Deployment;
  readonly engine: Engine;
  readonly awsEndpointUrl: string;
  #url = '';
  #runtime: Runtime;
  readonly #endpoint: AwsEndpoint;
  readonly #front: FrontServer;
  readonly #stateFile: string | undefined;
  readonly #beginnings: (() => Promise<void>)[] = [];

  private constructor(parts: SystemParts) {
    this.clock = parts.clock;
    this.firstStartedAtMs = parts.firstStartedAtMs ?? parts.clock.now();
    this.logs = parts.logs;
    this.timeline = new Timeline(this.clock, this.work);
    this.programme = parts.programme;
    this.deployment = parts.deployment;
    this.engine = parts.engine;
    this.awsEndpointUrl = parts.endpointUrl;
    this.#endpoint = parts.endpoint;
    this.#stateFile = parts.stateFile;
    this.#runtime = this.#createRuntime();
    this.#front = new FrontServer(this);
  }

  static async start(options: LocalSystemOptions = {}): Promise<LocalSystem> {
    const programme = readProgrammeFacts(options.programme);
    const assemblyFolder = options.assemblyFolder ?? (await synthesizeProgramme(options.programme));
    const stateFile = options.dataFile === undefined ? undefined : `${options.dataFile}.state.json`;
    const kept = readState(stateFile);
    const startOffsetMs = options.startAtMs === undefined ? 0 : options.startAtMs - Date.now();
    const clock = new MovableClock(kept?.offsetMs ?? startOffsetMs);
    const logs = new LogBook(clock);
    if (options.onLog !== undefined) logs.onLine(options.onLog);
    let system: LocalSystem | undefined;
    const endpoint = new AwsEndpoint({
      clock,
      services: () => running(system).runtime.services,
      caller: (accessKeyId) => {
        const worker = running(system).runtime.pool.caller(accessKeyId);
        return worker === undefined ? undefined : { kind: 'function', worker };
      },
    });
    const endpointUrl = await endpoint.listen();
    const opened: { close(): Promise<void> }[] = [{ close: () => endpoint.stop() }];
    try {
      const deployment = readDeployment(assemblyFolder, { endpointUrl });
      const engine = await startEngine({ kind: options.engine, dataFile: options.dataFile });
      opened.push({ close: () => engine.stop() });
      await createTables(engine, deployment.tables);
      const firstStartedAtMs = kept?.firstStartedAtMs;
      system = new LocalSystem({
        clock,
        firstStartedAtMs,
        logs,
        programme,
        deployment,
        engine,
        endpoint,
        endpointUrl,
        stateFile,
      });
      await system.#begin(options.port ?? 0, kept);
      return system;
    } catch (error) {
      system?.timeline.stop();
      await system?.runtime.stop();
      for (const { close } of opened) await close();
      throw error;
    }
  }

  get runtime(): Runtime {
    return this.#runtime;
  }

  /** What was sent, what is suppressed, and the faults to meet; another one after each reset. */
  get sending(): Sending {
    return this.#runtime.sending;
  }

  /** Base URL of the API and of the page. */
  get url(): string {
    return this.#url;
  }

  get operatorAccessKeyId(): string {
    return OPERATOR_ACCESS_KEY_ID;
  }

  status() {
    const { queues, schedules, streams, pool, buses } = this.#runtime;
    return {
      ready: true,
      url: this.#url,
      ...LOCAL_KEYS,
      now: this.clock.iso(),
      programme: this.programme,
      engine: this.engine.description,
      awsEndpointUrl: this.awsEndpointUrl,
      region: this.deployment.region,
      operatorAccessKeyId: this.operatorAccessKeyId,
      tables: this.deployment.tables.map(({ tableName }) => tableName),
      queues: queues.map((queue) => ({
        name: queue.spec.name,
        path: queue.spec.path,
        ...queue.depth(),
        /** What nobody reads is a dead-letter queue: what is in it waits for a person. */
        isRead: this.deployment.queueMappings.some(({ sourceArn }) => sourceArn === queue.spec.arn),
      })),
      schedules: schedules.status(),
      functions: pool.status(),
      buses: buses.map((bus) => bus.status()),
      streams: streams.status(),
      ignored: this.deployment.ignored,
      outstanding: this.work.outstanding(),
    };
  }

  /** Moves the clock; schedules fire in order on the way, each finished before the clock goes on. */
  async advanceTo(instantMs: number): Promise<{ now: string; fired: number }> {
    const { firedCount } = await this.timeline.advanceTo(instantMs);
    return { now: this.clock.iso(), fired: firedCount };
  }

  /** Resolves when no work is left, neither now nor in a retry, a delay or a window still to come. */
  async settle(): Promise<{ now: string; advancedSeconds: number }> {
    const { advancedMs } = await this.timeline.settle();
    return { now: this.clock.iso(), advancedSeconds: Math.round(advancedMs / 1000) };
  }

  /** Back to the beginning: empty table and queues, the real time. */
  async reset(): Promise<void> {
    await this.#runtime.stop();
    this.timeline.clear();
    await dropTables(this.engine, this.deployment.tables);
    await createTables(this.engine, this.deployment.tables);
    await this.engine.afterTablesCreated();
    this.clock.reset();
    this.logs.clear();
    this.#runtime = this.#createRuntime();
    await this.#runtime.start();
    await seedKeys(this.awsEndpointUrl, this.deployment);
    for (const begin of this.#beginnings) await begin();
  }

  /** What lives beside the system begins now, and again after each reset. */
  async live(begin: () => Promise<void>): Promise<void> {
    this.#beginnings.push(begin);
    await begin();
  }

  /** Stops. With a data file, finishes what is being done now first, and keeps what is to come. */
  async stop(): Promise<void> {
    await this.#front.stop();
    if (this.#stateFile !== undefined) {
      await this.work.quiet();
      const { firstStartedAtMs } = this;
      const state: KeptState = { firstStartedAtMs, offsetMs: this.clock.offsetMs, runtime: this.#runtime.snapshot() };
      writeFileSync(this.#stateFile, JSON.stringify(state));
    }
    this.timeline.stop();
    await this.#runtime.stop();
    await this.#endpoint.stop();
    await this.engine.stop();
  }

  #createRuntime(): Runtime {
    const { deployment, engine, clock, timeline, work, logs, awsEndpointUrl } = this;
    return new Runtime({ deployment, engine, clock, timeline, work, logs, endpointUrl: awsEndpointUrl });
  }

  async #begin(port: number, kept: KeptState | undefined): Promise<void> {
    await this.engine.afterTablesCreated();
    await this.#runtime.start(kept?.runtime);
    await seedKeys(this.awsEndpointUrl, this.deployment);
    this.#url = await this.#front.listen(port);
  }
}

interface SystemParts {
  readonly clock: MovableClock;
  readonly firstStartedAtMs: number | undefined;
  readonly programme: ProgrammeFacts;
  readonly logs: LogBook;
  readonly deployment: Deployment;
  readonly engine: Engine;
  readonly endpoint: AwsEndpoint;
  readonly endpointUrl: string;
  readonly stateFile: string | undefined;
}

function running(system: LocalSystem | undefined): LocalSystem {
  if (system === undefined) throw new Error('the local system is still starting');
  return system;
}

function readState(stateFile: string | undefined): KeptState | undefined {
  if (stateFile === undefined || !existsSync(stateFile)) return undefined;
  return JSON.parse(readFileSync(stateFile, 'utf8')) as KeptState;
}
