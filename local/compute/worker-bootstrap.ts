/**
 * What runs inside a function's worker: the moved clock is laid over `Date`, the world outside is replaced, then the
 * function's own bundle is loaded and called, one invocation at a time, as the Lambda runtime does.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { keepInside } from './outside-world.ts';

export interface WorkerStart {
  readonly moduleUrl: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly sharedOffset: SharedArrayBuffer;
  readonly endpointUrl: string;
}

export interface InvokeMessage {
  readonly requestId: string;
  readonly event: unknown;
  readonly timeoutMs: number;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly error: SerializedError }
  | { readonly kind: 'done'; readonly requestId: string; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly requestId: string; readonly error: SerializedError };

export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

type Handler = (event: unknown, context: unknown) => unknown;

const start = workerData as WorkerStart;
const RealDate = Date;
const offsetMs = new Float64Array(start.sharedOffset);
const movedNow = () => RealDate.now() + (offsetMs[0] ?? 0);

function moveDate(): void {
  const MovedDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [movedNow()] : args, newTarget === MovedDate ? target : newTarget),
    apply: () => new RealDate(movedNow()).toString(),
    get: (target, key) => (key === 'now' ? movedNow : Reflect.get(target, key, target)),
  });
  RealDate.prototype.constructor = MovedDate;
  globalThis.Date = MovedDate;
}

/** Without an argument `Intl` asks the engine for the time, past the moved `Date`. */
function moveIntl(): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const realFormat = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const realParts = prototype.formatToParts;
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const format = realFormat?.call(this) as (date: Date | number) => string;
      return (date?: Date | number) => format(date ?? movedNow());
    },
  });
  prototype.formatToParts = function formatToParts(this: Intl.DateTimeFormat, date?: Date | number) {
    return realParts.call(this, date ?? movedNow());
  };
}

function serialize(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const cause = error.cause instanceof Error ? `; caused by ${error.cause.name}: ${error.cause.message}` : '';
  return {
    name: error.name,
    message: `${error.message}${cause}`,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

const post = (message: WorkerMessage) => parentPort?.postMessage(message);

function createContext({ requestId, timeoutMs }: InvokeMessage) {
  const deadlineMs = RealDate.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - RealDate.now()),
  };
}

async function run(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId } = message;
  try {
    const answer = await handler(message.event, createContext(message));
    // Lambda's answer crosses the wire as JSON, so what JSON drops is dropped here too.
    post({ kind: 'done', requestId, payload: answer === undefined ? null : JSON.parse(JSON.stringify(answer)) });
  } catch (error) {
    post({ kind: 'failed', requestId, error: serialize(error) });
  }
}

moveDate();
moveIntl();
keepInside(start.endpointUrl);
try {
  const loaded = (await import(start.moduleUrl)) as Record<string, unknown>;
  const handler = loaded[start.exportName];
  if (typeof handler !== 'function') throw new Error(`the bundle exports no function "${start.exportName}"`);
  parentPort?.on('message', (message: InvokeMessage) => void run(handler as Handler, message));
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'initFailed', error: serialize(error) });
}
