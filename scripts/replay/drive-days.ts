import type { ReplayTarget } from './drive-target.ts';

/** Calls of a day, and the instant (milliseconds since the epoch) at which the day is over. */
export interface ReplayDay {
  readonly endMs: number;
  readonly calls: readonly object[];
}

export interface Sent {
  accepted: number;
  rejected: number;
}

const CALLS_PER_BATCH_MAX = 100;
const BATCH_BYTES_MAX = 1_000_000;
const CONNECTIONS = 4;
const ATTEMPTS_MAX = 6;
const RETRY_WAIT_MS = 250;

/**
 * Replays days in their order: the clock moves to the end of a day, with all that is due on the way, and then the
 * day's calls are posted. So each comes within a day of its time, as from a shop that sends in the evening.
 */
export async function driveDays(
  target: ReplayTarget,
  days: readonly ReplayDay[],
  onProgress: (sent: Sent) => void,
): Promise<Sent> {
  const sent: Sent = { accepted: 0, rejected: 0 };
  for (const { endMs, calls } of days) {
    // A second replay finds the clock ahead of it already.
    if (endMs > (await target.now())) await target.moveTo(endMs);
    await postAll(target, calls, sent);
    onProgress(sent);
  }
  await target.settle();
  return sent;
}

async function postAll(target: ReplayTarget, calls: readonly object[], sent: Sent): Promise<void> {
  const batches = batchesOf(calls);
  const next = batches.values();
  const post = async () => {
    for (const batch of next) {
      const { accepted, rejected } = await postBatch(target, batch);
      sent.accepted += accepted;
      sent.rejected += rejected;
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, batches.length) }, post));
}

function batchesOf(calls: readonly object[]): readonly (readonly object[])[] {
  const batches: object[][] = [];
  let [batch, bytes]: [object[], number] = [[], 0];
  for (const call of calls) {
    const size = JSON.stringify(call).length;
    if (batch.length >= CALLS_PER_BATCH_MAX || (batch.length > 0 && bytes + size > BATCH_BYTES_MAX)) {
      batches.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(call);
    bytes += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Posts a batch; what is busy is asked again, for a limited time. */
async function postBatch(target: ReplayTarget, batch: readonly object[]): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, body } = await target.post('/v1/batch', { batch });
    if (status === 200) {
      return { accepted: Number(body['accepted']), rejected: (body['rejected'] as readonly unknown[]).length };
    }
    if ((status !== 429 && status < 500) || attempt === ATTEMPTS_MAX) {
      throw new Error(`the API answers ${status} to a batch: ${JSON.stringify(body).slice(0, 400)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_WAIT_MS * 2 ** attempt));
  }
}
