import { gunzipSync } from 'node:zlib';
import type {
  CloudWatchLogsDecodedData,
  CloudWatchLogsEvent,
  CloudWatchLogsLogEvent,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import * as z from 'zod/mini';
import { expectation } from './expectation.ts';
import { logger } from './log.ts';

/** An event of the bus as it comes through a queue. */
const envelope = z.object({
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  time: z.string(),
  detail: z.unknown(),
});

/**
 * A function that reads a queue. Each message is parsed and handled by itself, all of a batch at once; those that fail
 * are named, and only they are tried again. Messages that can't be parsed fail too, and so reach the dead-letter queue.
 */
export function queueFunction<T extends z.ZodMiniType>(
  schema: T,
  handle: (message: z.infer<T>) => Promise<void>,
  { turnOf, isAside = () => false }: QueueSettings<z.infer<T>> = {},
) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const previous = new Map<string, Promise<unknown>>();
    const failures = await Promise.all(
      event.Records.map(async ({ messageId, body }) => {
        try {
          if (isAside(body)) return [];
          const message = parseBody(schema, body);
          const turn = turnOf?.(message);
          if (turn === undefined) await handle(message);
          else await inTurn(previous, turn, () => handle(message));
          return [];
        } catch (error) {
          logger.error('message failed', { error: error as Error, messageId });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

export interface QueueSettings<Message> extends Turns<Message> {
  /** Whether a body is something that whoever fills the queue says beside its messages. */
  readonly isAside?: (body: string) => boolean;
}

/** Which messages of a batch go one after the other, by a name they share; without it all go at once. */
export interface Turns<Message> {
  readonly turnOf?: (message: Message) => string;
}

/** Runs after whatever was run before under the name, whether that went well or not. */
function inTurn(previous: Map<string, Promise<unknown>>, name: string, run: () => Promise<void>): Promise<void> {
  const mine = (previous.get(name) ?? Promise.resolve()).then(run, run);
  previous.set(name, mine);
  return mine;
}

/** A queue function whose messages are events of the bus; `schema` is that of their detail. */
export function eventFunction<T extends z.ZodMiniType>(
  schema: T,
  handle: (event: BusEvent<z.infer<T>>) => Promise<void>,
  { turnOf }: Turns<BusEvent<z.infer<T>>> = {},
) {
  const eventSchema = z.pipe(
    envelope,
    z.transform(({ id, detail, ...event }) => ({
      id,
      name: event['detail-type'],
      detail: parse(schema, detail, `event ${id}`),
    })),
  );
  return queueFunction(eventSchema, handle, turnOf === undefined ? {} : { turnOf });
}

/** An event of the bus whose detail holds. */
export interface BusEvent<Detail> {
  readonly id: string;
  readonly name: string;
  readonly detail: Detail;
}

/**
 * A function that reads a stream. `handle` takes the whole batch and resolves to the positions that failed; the stream
 * goes on from the earliest of them, so what follows it may come again.
 */
export function streamFunction(handle: (records: readonly DynamoDBRecord[]) => Promise<readonly number[]>) {
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const failed = await handle(event.Records);
    if (failed.length === 0) return { batchItemFailures: [] };
    const sequenceNumber = event.Records[Math.min(...failed)]?.dynamodb?.SequenceNumber;
    logger.warn('stream records failed', { failedCount: failed.length, sequenceNumber });
    return { batchItemFailures: [{ itemIdentifier: sequenceNumber ?? '' }] };
  };
}

/** A function that reads what is written to a log group. It fails whole, and is then called with the same lines again. */
export function logFunction(handle: (lines: readonly CloudWatchLogsLogEvent[]) => Promise<void>) {
  return async ({ awslogs }: CloudWatchLogsEvent): Promise<void> => {
    const unpacked = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8');
    const { messageType, logEvents } = JSON.parse(unpacked) as CloudWatchLogsDecodedData;
    // The service tries with a message of its own whether there is anybody.
    if (messageType === 'DATA_MESSAGE') await handle(logEvents);
  };
}

/** What Lambda tells a function whose mapping has a tumbling window: the shard that the records are of. */
interface ShardEvent extends DynamoDBStreamEvent {
  readonly shardId: string;
  readonly state?: Readonly<Record<string, unknown>>;
}

interface ShardResponse extends DynamoDBBatchResponse {
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * A function that reads a stream shard by shard, which Lambda names only where the mapping has a tumbling window. The
 * window has no other use here: its state stays empty, and its last invocation, which has no records, does nothing.
 * A batch fails whole; `handle` has to know by itself what of it is done.
 */
export function shardFunction(handle: (shardId: string, records: readonly DynamoDBRecord[]) => Promise<void>) {
  return async ({ shardId, Records = [], state = {} }: ShardEvent): Promise<ShardResponse> => {
    if (Records.length > 0) await handle(shardId, Records);
    return { state, batchItemFailures: [] };
  };
}

/** A message that is not what its schema says. The message's text stays out of the error: it may be personal. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

function parseBody<T extends z.ZodMiniType>(schema: T, body: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnreadableMessageError('the message is no JSON');
  }
  return parse(schema, value, 'the message');
}

function parse<T extends z.ZodMiniType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: expected ${expectation(issue)}`);
  throw new UnreadableMessageError(`${what} does not hold: ${faults.join('; ')}`);
}
