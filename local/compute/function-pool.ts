import type { FunctionSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import { FunctionWorker } from './function-worker.ts';
import type { InvocationResult, Invoker, Lineage } from './invoker.ts';
import type { LogBook } from './log-book.ts';

/** Two show the races that one would hide; more would only share the machine's few cores. */
const WORKERS_PER_FUNCTION_MAX = 2;
const IDLE_BEFORE_END_MS = 60_000;

export interface FunctionPoolSettings {
  readonly functions: readonly FunctionSpec[];
  readonly region: string;
  readonly endpointUrl: string;
  readonly clock: MovableClock;
  readonly work: Work;
  readonly logs: LogBook;
}

export interface FunctionStatus {
  readonly name: string;
  readonly path: string;
  readonly invocations: number;
  readonly errors: number;
  /** Time in invocations, those that ran side by side each. */
  readonly busyMs: number;
  readonly workers: number;
}

/** Runs functions in workers of their own, started when first needed and ended when idle. */
export class FunctionPool implements Invoker {
  readonly #settings: FunctionPoolSettings;
  readonly #lanes = new Map<string, Lane>();
  readonly #workersByKey = new Map<string, FunctionWorker>();
  #keysGiven = 0;

  constructor(settings: FunctionPoolSettings) {
    this.#settings = settings;
    for (const spec of settings.functions) {
      this.#lanes.set(spec.arn, new Lane(spec, () => this.#createWorker(spec)));
    }
  }

  async invoke(functionArn: string, event: unknown, lineage: Lineage): Promise<InvocationResult> {
    const lane = this.#lanes.get(functionArn);
    if (lane === undefined)
      return { ok: false, error: { name: 'ResourceNotFound', message: `no function ${functionArn}` } };
    const ownLineage = new Map(lineage).set(functionArn, (lineage.get(functionArn) ?? 0) + 1);
    return this.#settings.work.track(`function:${lane.spec.path}`, () => lane.run(event, ownLineage));
  }

  spec(functionArn: string): FunctionSpec | undefined {
    return this.#lanes.get(functionArn)?.spec;
  }

  /** The worker that an access key was given to: who makes a call, and in which chain of calls. */
  caller(accessKeyId: string): FunctionWorker | undefined {
    return this.#workersByKey.get(accessKeyId);
  }

  status(): FunctionStatus[] {
    return [...this.#lanes.values()].map((lane) => lane.status());
  }

  /** Ends the workers of a function in the middle of what they do, as a machine that fails does; the next call starts new ones. */
  crash(functionArn: string): void {
    this.#lanes.get(functionArn)?.stop();
  }

  stop(): void {
    for (const lane of this.#lanes.values()) lane.stop();
  }

  #createWorker(spec: FunctionSpec): FunctionWorker {
    const { region, endpointUrl, clock, logs } = this.#settings;
    this.#keysGiven += 1;
    const accessKeyId = `AKIALOCAL${String(this.#keysGiven).padStart(11, '0')}`;
    const worker = new FunctionWorker({
      spec,
      region,
      endpointUrl,
      accessKeyId,
      sharedOffset: clock.sharedOffset,
      onLine: (line) => logs.functionLine(spec, line),
      onExit: () => this.#workersByKey.delete(accessKeyId),
    });
    this.#workersByKey.set(accessKeyId, worker);
    return worker;
  }
}

/** The workers of one function, and who waits for one. */
class Lane {
  readonly spec: FunctionSpec;
  readonly #create: () => FunctionWorker;
  readonly #workersMax: number;
  readonly #idle: { readonly worker: FunctionWorker; readonly endTimer: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<FunctionWorker>();
  readonly #waiting: ((worker: FunctionWorker) => void)[] = [];
  #invocations = 0;
  #errors = 0;
  #busyMs = 0;

  constructor(spec: FunctionSpec, create: () => FunctionWorker) {
    this.spec = spec;
    this.#create = create;
    this.#workersMax = Math.max(
      1,
      Math.min(WORKERS_PER_FUNCTION_MAX, spec.reservedConcurrency ?? Number.POSITIVE_INFINITY),
    );
  }

  async run(event: unknown, lineage: Lineage): Promise<InvocationResult> {
    this.#invocations += 1;
    const worker = await this.#take();
    const startMs = performance.now();
    const result = await worker.run(event, lineage);
    this.#busyMs += performance.now() - startMs;
    if (!result.ok) this.#errors += 1;
    this.#giveBack(worker);
    return result;
  }

  status(): FunctionStatus {
    const { name, path } = this.spec;
    const workers = this.#idle.length + this.#busy.size;
    return {
      name,
      path,
      invocations: this.#invocations,
      errors: this.#errors,
      busyMs: Math.round(this.#busyMs),
      workers,
    };
  }

  stop(): void {
    for (const { worker, endTimer } of this.#idle.splice(0)) {
      clearTimeout(endTimer);
      worker.terminate();
    }
    for (const worker of this.#busy) worker.terminate();
  }

  async #take(): Promise<FunctionWorker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) clearTimeout(idle.endTimer);
    const worker = idle?.worker.isGone === false ? idle.worker : undefined;
    if (worker === undefined && this.#busy.size >= this.#workersMax) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    const taken = worker ?? this.#create();
    this.#busy.add(taken);
    return taken;
  }

  #giveBack(worker: FunctionWorker): void {
    this.#busy.delete(worker);
    const next = this.#waiting.shift();
    if (next !== undefined) {
      const taken = worker.isGone ? this.#create() : worker;
      this.#busy.add(taken);
      next(taken);
      return;
    }
    if (worker.isGone) return;
    const endTimer = setTimeout(() => this.#end(worker), IDLE_BEFORE_END_MS).unref();
    this.#idle.push({ worker, endTimer });
  }

  #end(worker: FunctionWorker): void {
    const index = this.#idle.findIndex((idle) => idle.worker === worker);
    if (index >= 0) this.#idle.splice(index, 1);
    worker.terminate();
  }
}
