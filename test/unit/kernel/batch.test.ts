import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { eventFunction, queueFunction, streamFunction } from '../../../lambdas/kernel/batch.ts';
import { logger } from '../../../lambdas/kernel/log.ts';

const visit = z.object({ memberId: z.string() });

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
  vi.spyOn(logger, 'warn').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

const messages = (...bodies: readonly string[]) => ({
  Records: bodies.map((body, n) => ({ messageId: `message-${n}`, body }) as SQSRecord),
});
const visits = (count: number) => Array.from({ length: count }, (_, n) => JSON.stringify({ memberId: `m-${n}` }));
const busEvent = (detail: unknown) =>
  JSON.stringify({ id: 'e-1', 'detail-type': 'Visited', source: 'shop', time: '2026-02-03T04:05:06Z', detail });
const records = (count: number) => ({
  Records: Array.from({ length: count }, (_, n): DynamoDBRecord => ({ dynamodb: { SequenceNumber: `${100 + n}` } })),
});

test('of ten messages with one poison nine are handled, and only the poison is named', async () => {
  const handled: string[] = [];
  const handler = queueFunction(visit, async ({ memberId }) => {
    if (memberId === 'm-3') throw new Error('no such member');
    handled.push(memberId);
  });
  expect(await handler(messages(...visits(10)))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-3' }] });
  expect(handled.sort()).toEqual(['m-0', 'm-1', 'm-2', 'm-4', 'm-5', 'm-6', 'm-7', 'm-8', 'm-9']);
});

test('what is said beside the messages is no message, and no failure', async () => {
  const handled: string[] = [];
  const isAside = (body: string) => body.startsWith('Hello');
  const handler = queueFunction(visit, async ({ memberId }) => void handled.push(memberId), { isAside });
  expect(await handler(messages('Hello, queue.', ...visits(1)))).toEqual({ batchItemFailures: [] });
  expect(handled).toEqual(['m-0']);
});

test('a batch that was handled whole names no failures', async () => {
  expect(await queueFunction(visit, async () => undefined)(messages(...visits(3)))).toEqual({ batchItemFailures: [] });
});

test.each(['', 'not JSON', '{"memberId":', 'null', '{"memberId":7}', '[]'])(
  'a message that reads %j fails, and is never handled',
  async (body) => {
    const handle = vi.fn(async () => undefined);
    expect(await queueFunction(visit, handle)(messages(body))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    });
    expect(handle).not.toHaveBeenCalled();
  },
);

test('what stands in an unreadable message is in no log line, since it may be personal', async () => {
  const handler = queueFunction(visit, async () => undefined);
  await handler(messages('{"memberId":7,"email":"lin@example.com"}', 'lin@example.com'));
  expect(logger.error).toHaveBeenCalledTimes(2);
  const lines = vi.mocked(logger.error).mock.calls.map(([sentence, extra]) => {
    const { error } = extra as unknown as { readonly error: Error };
    return `${sentence} ${error.stack} ${JSON.stringify(error.cause)} ${JSON.stringify(extra)}`;
  });
  expect(lines.join('\n')).toContain('memberId');
  expect(lines.join('\n')).not.toContain('lin@');
});

test('an event of the bus is handed over by id, name and detail', async () => {
  const handle = vi.fn(async () => undefined);
  expect(await eventFunction(visit, handle)(messages(busEvent({ memberId: 'm-1', more: true })))).toEqual({
    batchItemFailures: [],
  });
  expect(handle).toHaveBeenCalledExactlyOnceWith({ id: 'e-1', name: 'Visited', detail: { memberId: 'm-1' } });
});

test('an event whose detail does not hold fails, and the fault says where', async () => {
  const handle = vi.fn(async () => undefined);
  const { batchItemFailures } = await eventFunction(visit, handle)(messages(busEvent({ memberId: 7 }), '{}'));
  expect(batchItemFailures).toHaveLength(2);
  expect(handle).not.toHaveBeenCalled();
  expect(logger.error).toHaveBeenCalledWith('message failed', {
    error: expect.objectContaining({ name: 'UnreadableMessageError', message: expect.stringContaining('memberId') }),
    messageId: 'message-0',
  });
});

test('the stream goes on from the earliest position that failed, in whatever order they are told', async () => {
  expect(await streamFunction(async () => [7, 2, 5])(records(10))).toEqual({
    batchItemFailures: [{ itemIdentifier: '102' }],
  });
});

test('a stream batch of which nothing failed is done with', async () => {
  expect(await streamFunction(async () => [])(records(10))).toEqual({ batchItemFailures: [] });
});

test('the whole stream batch is handed over at once, in order', async () => {
  const handle = vi.fn(async () => []);
  await streamFunction(handle)(records(3));
  expect(handle).toHaveBeenCalledExactlyOnceWith(records(3).Records);
});

test('a fault of the handler of a stream is thrown, so that the whole batch comes again', async () => {
  const handler = streamFunction(() => Promise.reject(new Error('no bus')));
  await expect(handler(records(2))).rejects.toThrow('no bus');
});

test('a record without a sequence number has the empty one, for which the whole batch comes again', async () => {
  expect(await streamFunction(async () => [0])({ Records: [{}] })).toEqual({
    batchItemFailures: [{ itemIdentifier: '' }],
  });
});

/** Handles messages of `name` and `n` a turn later each, and keeps when each began and ended. */
function inTurns(failing: readonly string[] = []) {
  const log: string[] = [];
  const handler = queueFunction(
    z.object({ name: z.string(), n: z.int() }),
    async ({ name, n }) => {
      log.push(`${name}${n} begins`);
      for (let turns = 0; turns < 4 - n; turns += 1) await nextTurn();
      if (failing.includes(`${name}${n}`)) throw new Error('failed');
      log.push(`${name}${n} ends`);
    },
    { turnOf: ({ name }) => name },
  );
  return { handler, log };
}

const named = (...names: readonly string[]) =>
  messages(...names.map((each) => JSON.stringify({ name: each.slice(0, -1), n: Number(each.slice(-1)) })));

test('messages of one name go one after the other, in the order of the batch; others do not wait for them', async () => {
  const { handler, log } = inTurns();
  expect(await handler(named('a1', 'b1', 'a2', 'a3', 'b2'))).toEqual({ batchItemFailures: [] });
  const of = (name: string) => log.filter((line) => line.startsWith(name));
  expect(of('a')).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends', 'a3 begins', 'a3 ends']);
  expect(of('b')).toEqual(['b1 begins', 'b1 ends', 'b2 begins', 'b2 ends']);
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
});

test('a message that fails does not stop the next of its name, and only it is named', async () => {
  const { handler, log } = inTurns(['a1', 'a3']);
  expect(await handler(named('a1', 'a2', 'b1', 'a3'))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-3' }],
  });
  expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a2 begins', 'a2 ends', 'a3 begins']);
});

test('a message that can not be read takes no turn', async () => {
  const { handler, log } = inTurns();
  const batch = { Records: [...messages('{').Records, ...named('a1').Records] };
  expect(await handler(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  expect(log).toEqual(['a1 begins', 'a1 ends']);
});

test('the turns of one batch are over with it', async () => {
  const { handler, log } = inTurns(['a1']);
  await handler(named('a1'));
  await handler(named('a2'));
  expect(log).toEqual(['a1 begins', 'a2 begins', 'a2 ends']);
});

test('events of the bus take turns by what they say', async () => {
  const running = new Set<string>();
  const handler = eventFunction(
    visit,
    async ({ detail: { memberId } }) => {
      expect(running.has(memberId)).toBe(false);
      running.add(memberId);
      await nextTurn();
      running.delete(memberId);
    },
    { turnOf: ({ detail }) => detail.memberId },
  );
  const same = Array.from({ length: 5 }, () => busEvent({ memberId: 'm-1' }));
  expect(await handler(messages(...same))).toEqual({ batchItemFailures: [] });
});
