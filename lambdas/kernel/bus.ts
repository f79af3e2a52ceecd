import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { waitBeforeRetry } from './retry.ts';

/** An event for the bus. `detail` is plain JSON without personal data. */
export interface BusEntry {
  readonly source: string;
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Bus {
  /**
   * Puts events on the bus and resolves to the positions of those that it did not take, after retries. Throws if the
   * bus can't be reached at all.
   */
  put(entries: readonly BusEntry[]): Promise<readonly number[]>;
}

const ENTRIES_PER_CALL_MAX = 10;
/** Of the entries that share a call: what every region takes. A larger entry goes alone. */
const CALL_BYTES_MAX = 240_000;
const ATTEMPTS_MAX = 4;

export function createBus(busName: string, client = new EventBridgeClient({})): Bus {
  return {
    async put(entries) {
      const failed: number[] = [];
      for (const chunk of chunksOf(
        entries.map((entry, position) => ({ position, request: requestOf(entry, busName) })),
      )) {
        failed.push(...(await putChunk(client, chunk)));
      }
      return failed;
    },
  };
}

interface Positioned {
  readonly position: number;
  readonly request: PutEventsRequestEntry;
}

function requestOf({ source, name, detail }: BusEntry, busName: string): PutEventsRequestEntry {
  return { EventBusName: busName, Source: source, DetailType: name, Detail: JSON.stringify(detail) };
}

function chunksOf(all: readonly Positioned[]): Positioned[][] {
  const chunks: Positioned[][] = [];
  let chunk: Positioned[] = [];
  let bytes = 0;
  for (const each of all) {
    const size = Buffer.byteLength(each.request.Detail ?? '');
    if (chunk.length === ENTRIES_PER_CALL_MAX || (chunk.length > 0 && bytes + size > CALL_BYTES_MAX)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(each);
    bytes += size;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

/** The bus answers entry by entry, so only those that failed go again. */
async function putChunk(client: EventBridgeClient, chunk: readonly Positioned[]): Promise<number[]> {
  let left = chunk;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: left.map(({ request }) => request) }));
    left = left.filter((_, index) => isFailed(Entries[index]));
    if (left.length === 0) return [];
    if (attempt < ATTEMPTS_MAX) await waitBeforeRetry(attempt);
  }
  return left.map(({ position }) => position);
}

function isFailed(answer: PutEventsResultEntry | undefined): boolean {
  return answer?.EventId === undefined;
}
