import { createHash } from 'node:crypto';
import type { Message, MessageAttribute, Queue } from '../messaging/queue.ts';
import { type AuthorizeCaller, type AwsCall, AwsError, type AwsService, jsonReply, text } from './aws-call.ts';

const BATCH_ENTRIES_MAX = 10;
const MESSAGE_BYTES_MAX = 1024 * 1024;
const DELAY_SECONDS_MAX = 900;

interface SendEntry {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

type Operation = (call: AwsCall, queue: Queue) => unknown;

/** SQS, as far as functions and an operator's tools use it. */
export function createSqsService(queues: readonly Queue[], authorize: AuthorizeCaller): AwsService {
  const authorized =
    (action: string, run: Operation): Operation =>
    (call, queue) => {
      authorize(call.caller, action, queue.spec.arn);
      return run(call, queue);
    };
  const operations: Readonly<Record<string, Operation>> = {
    SendMessage: authorized('sqs:SendMessage', (call, queue) => sent(send(queue, call.input, call))),
    SendMessageBatch: authorized('sqs:SendMessage', sendBatch),
    ReceiveMessage: authorized('sqs:ReceiveMessage', receive),
    DeleteMessage: authorized('sqs:DeleteMessage', ({ input }, queue) => {
      queue.delete(text(input, 'ReceiptHandle'));
      return {};
    }),
    ChangeMessageVisibility: authorized('sqs:ChangeMessageVisibility', ({ input }, queue) => {
      queue.changeVisibility(text(input, 'ReceiptHandle'), Number(input['VisibilityTimeout']));
      return {};
    }),
    GetQueueAttributes: authorized('sqs:GetQueueAttributes', (_, queue) => ({ Attributes: attributes(queue) })),
    PurgeQueue: authorized('sqs:PurgeQueue', (_, queue) => {
      for (const { receiptHandle } of queue.receive(Number.POSITIVE_INFINITY)) queue.delete(receiptHandle);
      return {};
    }),
    StartMessageMoveTask: authorized('sqs:StartMessageMoveTask', (_, queue) => redrive(queue, queues)),
  };

  return (call) => {
    const operation = operations[call.operation];
    if (operation === undefined) {
      throw new AwsError('UnsupportedOperation', `the local run does not offer sqs ${call.operation}`);
    }
    return jsonReply(operation(call, findQueue(queues, call)), '1.0');
  };
}

function findQueue(queues: readonly Queue[], { operation, input }: AwsCall): Queue {
  const address = text(input, operation === 'StartMessageMoveTask' ? 'SourceArn' : 'QueueUrl');
  const queue = queues.find(({ spec }) => spec.arn === address || address.endsWith(`/${spec.name}`));
  if (queue === undefined) {
    throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', `The specified queue does not exist: ${address}`);
  }
  return queue;
}

function send(queue: Queue, entry: SendEntry, call: AwsCall): Message {
  const body = entry.MessageBody ?? '';
  const bytes = Buffer.byteLength(body);
  if (bytes < 1 || bytes > MESSAGE_BYTES_MAX) {
    throw new AwsError('InvalidParameterValue', `a message has 1 to ${MESSAGE_BYTES_MAX} bytes, given ${bytes}`);
  }
  if ((entry.DelaySeconds ?? 0) > DELAY_SECONDS_MAX) {
    throw new AwsError(
      'InvalidParameterValue',
      `DelaySeconds is at most ${DELAY_SECONDS_MAX}, given ${entry.DelaySeconds}`,
    );
  }
  const attributes = entry.MessageAttributes ?? {};
  return queue.send(body, { attributes, delaySeconds: entry.DelaySeconds, lineage: call.lineage });
}

// The SDK refuses an answer whose digest of the body is missing or wrong.
const md5 = (body: string) => createHash('md5').update(body).digest('hex');

const sent = (message: Message) => ({ MessageId: message.id, MD5OfMessageBody: md5(message.body) });

function sendBatch(call: AwsCall, queue: Queue): unknown {
  const entries = (call.input['Entries'] ?? []) as readonly SendEntry[];
  if (entries.length < 1 || entries.length > BATCH_ENTRIES_MAX) {
    throw new AwsError(
      'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
      `1 to ${BATCH_ENTRIES_MAX} entries, given ${entries.length}`,
    );
  }
  return { Successful: entries.map((entry) => ({ Id: entry.Id, ...sent(send(queue, entry, call)) })), Failed: [] };
}

function receive({ input }: AwsCall, queue: Queue): unknown {
  const visibility = input['VisibilityTimeout'] as number | undefined;
  const received = queue.receive(Number(input['MaxNumberOfMessages'] ?? 1), visibility);
  if (received.length === 0) return {};
  return {
    Messages: received.map(({ message, receiptHandle }) => ({
      MessageId: message.id,
      ReceiptHandle: receiptHandle,
      Body: message.body,
      MD5OfBody: md5(message.body),
      Attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(Math.trunc(message.sentMs)),
      },
    })),
  };
}

function attributes(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.depth();
  return {
    QueueArn: queue.spec.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.spec.visibilityTimeoutSeconds),
  };
}

/** Moves what is in a dead-letter queue back to the queue it came from. */
function redrive(deadLetterQueue: Queue, queues: readonly Queue[]): unknown {
  const sources = queues.filter(({ spec }) => spec.redrive?.deadLetterQueueArn === deadLetterQueue.spec.arn);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const found = sources.length === 0 ? 'no queue' : 'several queues';
    throw new AwsError('InvalidParameterValue', `${found} redrive to ${deadLetterQueue.spec.arn}`);
  }
  for (const { message, receiptHandle } of deadLetterQueue.receive(Number.POSITIVE_INFINITY)) {
    deadLetterQueue.delete(receiptHandle);
    source.send(message.body, { attributes: message.attributes, lineage: new Map() });
  }
  return { TaskHandle: 'done' };
}
