import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionSpec } from '../deployment.ts';
import type { InvocationResult, Lineage } from './invoker.ts';
import type { InvokeMessage, SerializedError, WorkerMessage, WorkerStart } from './worker-bootstrap.ts';

/** Keeps the memory of many small workers down; a function is given no more than its template allows. */
const YOUNG_GENERATION_MB = 8;
const OLD_GENERATION_MAX_MB = 192;

export interface WorkerSettings {
  readonly spec: FunctionSpec;
  readonly region: string;
  readonly endpointUrl: string;
  /** The access key that tells the endpoint who calls; each worker has its own. */
  readonly accessKeyId: string;
  readonly sharedOffset: SharedArrayBuffer;
  readonly onLine: (line: string) => void;
  readonly onExit: () => void;
}

/** One execution environment of a function: a thread that takes one invocation at a time. */
export class FunctionWorker {
  readonly spec: FunctionSpec;
  readonly accessKeyId: string;
  /** The chain of calls that led to the invocation in hand, itself included. */
  lineage: Lineage = new Map();
  readonly #worker: Worker;
  readonly #onLine: (line: string) => void;
  readonly #ready: Promise<void>;
  #settle: ((result: InvocationResult) => void) | undefined;
  #isGone = false;

  constructor(settings: WorkerSettings) {
    this.spec = settings.spec;
    this.accessKeyId = settings.accessKeyId;
    this.#onLine = settings.onLine;
    this.#worker = new Worker(new URL('./worker-bootstrap.ts', import.meta.url), {
      workerData: workerStart(settings),
      env: lambdaEnvironment(settings),
      stdout: true,
      stderr: true,
      // Node's own warnings about running TypeScript are not the function's output.
      execArgv: ['--disable-warning=ExperimentalWarning', '--enable-source-maps'],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        maxOldGenerationSizeMb: Math.min(OLD_GENERATION_MAX_MB, settings.spec.memoryMb),
      },
    });
    this.#forward(this.#worker.stdout);
    this.#forward(this.#worker.stderr);
    this.#worker.once('exit', settings.onExit);
    this.#ready = new Promise((resolve, reject) => this.#listen(resolve, reject));
    this.#ready.catch(() => undefined);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Runs one invocation; a function that crashes, or runs past its timeout, fails it and loses its worker. */
  async run(event: unknown, lineage: Lineage): Promise<InvocationResult> {
    try {
      await this.#ready;
    } catch (error) {
      return failure(error as SerializedError);
    }
    const requestId = randomUUID();
    const timeoutMs = this.spec.timeoutSeconds * 1000;
    this.lineage = lineage;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const message = `Task timed out after ${this.spec.timeoutSeconds.toFixed(2)} seconds`;
        this.#onLine(JSON.stringify({ level: 'ERROR', message, requestId }));
        this.terminate();
        this.#settle?.(failure({ name: 'Sandbox.Timedout', message: `${requestId} ${message}` }));
      }, timeoutMs);
      this.#settle = (result) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(result);
      };
      this.#worker.postMessage({ requestId, event, timeoutMs } satisfies InvokeMessage);
    });
  }

  terminate(): void {
    this.#isGone = true;
    void this.#worker.terminate();
  }

  #listen(onReady: () => void, onInitFailed: (error: SerializedError) => void): void {
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') return onReady();
      if (message.kind === 'done') return this.#settle?.({ ok: true, payload: message.payload });
      const { error } = message;
      this.#onLine(
        JSON.stringify({ level: 'ERROR', message: error.message, errorType: error.name, stack: error.stack }),
      );
      if (message.kind === 'failed') return this.#settle?.(failure(error));
      this.#fail({ ...error, message: `the function does not start: ${error.message}` }, onInitFailed);
      this.terminate();
    });
    this.#worker.on('error', (error) => {
      this.#onLine(
        JSON.stringify({ level: 'ERROR', message: `the worker crashed: ${error.message}`, stack: error.stack }),
      );
      this.#fail({ name: 'Runtime.Crash', message: error.message }, onInitFailed);
    });
    this.#worker.on('exit', (code) => {
      this.#fail(
        { name: 'Runtime.ExitError', message: `the function's process ended with code ${code}` },
        onInitFailed,
      );
    });
  }

  #fail(error: SerializedError, onInitFailed: (error: SerializedError) => void): void {
    this.#isGone = true;
    onInitFailed(error);
    this.#settle?.(failure(error));
  }

  #forward(output: Readable): void {
    createInterface({ input: output }).on('line', (line) => this.#onLine(line));
  }
}

function failure(error: SerializedError): InvocationResult {
  return { ok: false, error };
}

function workerStart({ spec, sharedOffset, endpointUrl }: WorkerSettings): WorkerStart {
  return {
    moduleUrl: pathToFileURL(spec.modulePath).href,
    exportName: spec.exportName,
    functionName: spec.name,
    functionArn: spec.arn,
    memoryMb: spec.memoryMb,
    sharedOffset,
    endpointUrl,
  };
}

/** All that a function sees: its template's environment and what the Lambda runtime sets. Nothing of this process. */
function lambdaEnvironment({ spec, region, endpointUrl, accessKeyId }: WorkerSettings): Record<string, string> {
  return {
    ...spec.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: '/var/task',
    _HANDLER: `index.${spec.exportName}`,
    TZ: ':UTC',
  };
}
