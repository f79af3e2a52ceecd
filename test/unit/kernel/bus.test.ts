import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BusEntry, createBus } from '../../../lambdas/kernel/bus.ts';

type Entries = readonly PutEventsRequestEntry[];

/** A client that keeps each call's entries, and takes an entry or not as it is told. */
function recordingClient(takes: (entry: PutEventsRequestEntry, call: number) => boolean = () => true) {
  const calls: Entries[] = [];
  const client = {
    async send({ input }: PutEventsCommand) {
      const entries = input.Entries ?? [];
      calls.push(entries);
      const answers = entries.map((entry) =>
        takes(entry, calls.length) ? { EventId: `e-${calls.length}` } : { ErrorCode: 'ThrottlingException' },
      );
      return { Entries: answers, FailedEntryCount: answers.filter(({ EventId }) => EventId === undefined).length };
    },
  };
  return { calls, client: client as unknown as EventBridgeClient };
}

const entryOf = (n: number, padding = ''): BusEntry => ({ source: 'shop', name: 'Noticed', detail: { n, padding } });
const numberOf = ({ Detail }: PutEventsRequestEntry): number => JSON.parse(Detail ?? '{}').n;
const entriesOf = (count: number): BusEntry[] => Array.from({ length: count }, (_, n) => entryOf(n));

test('however many events, each goes once and in order, at most ten a call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 60 }), async (count) => {
      const { calls, client } = recordingClient();
      expect(await createBus('orders', client).put(entriesOf(count))).toEqual([]);
      expect(calls.flat().map(numberOf)).toEqual(Array.from({ length: count }, (_, n) => n));
      expect(calls).toHaveLength(Math.ceil(count / 10));
      expect(Math.max(0, ...calls.map(({ length }) => length))).toBeLessThanOrEqual(10);
    }),
  );
});

test('no call is larger than EventBridge takes, and no event is left out for its size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 260_000 }), { maxLength: 25 }), async (sizes) => {
      const { calls, client } = recordingClient();
      await createBus('orders', client).put(sizes.map((size, n) => entryOf(n, '会'.repeat(size / 3))));
      expect(calls.flat().map(numberOf)).toEqual(sizes.map((_, n) => n));
      for (const call of calls) expect(call.length).toBeGreaterThan(0);
      const bytes = calls.map((call) => call.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail ?? ''), 0));
      expect(Math.max(0, ...bytes)).toBeLessThanOrEqual(1_000_000);
    }),
    { numRuns: 20 },
  );
});

test('the entry names the bus, the source and the kind of event, and carries the detail as JSON', async () => {
  const { calls, client } = recordingClient();
  await createBus('orders', client).put([{ source: 'shop', name: 'Order Completed', detail: { memberId: 'm-1' } }]);
  expect(calls).toEqual([
    [{ EventBusName: 'orders', Source: 'shop', DetailType: 'Order Completed', Detail: '{"memberId":"m-1"}' }],
  ]);
});

test('of a call in which some entries failed only those go again', async () => {
  const { calls, client } = recordingClient((entry, call) => call > 1 || ![2, 5].includes(numberOf(entry)));
  expect(await createBus('orders', client).put(entriesOf(8))).toEqual([]);
  expect(calls.map((call) => call.map(numberOf))).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7],
    [2, 5],
  ]);
});

test('entries that fail every time are given up after four calls, and named by their position among all', async () => {
  const { calls, client } = recordingClient((entry) => ![3, 14].includes(numberOf(entry)));
  expect(await createBus('orders', client).put(entriesOf(16))).toEqual([3, 14]);
  expect(calls.map((call) => call.map(numberOf))).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [3],
    [3],
    [3],
    [10, 11, 12, 13, 14, 15],
    [14],
    [14],
    [14],
  ]);
});

test('an answer that says nothing about an entry counts as a failure of it', async () => {
  const client = { send: async () => ({}) } as unknown as EventBridgeClient;
  expect(await createBus('orders', client).put(entriesOf(1))).toEqual([0]);
});

test('a bus that can not be reached is a fault', async () => {
  const client = { send: () => Promise.reject(new Error('no route to host')) } as unknown as EventBridgeClient;
  await expect(createBus('orders', client).put(entriesOf(1))).rejects.toThrow('no route to host');
});
