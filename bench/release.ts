/**
 * How messages that are due at one slot are released, as the receiving side counts them: by the running system in real
 * time, and many more of them in moved time, where all of sending runs but the queue, the member's items and the provider
 * are in memory. `idealSeconds` is what the rate allows.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createContactStore } from '../lambdas/intake/contact-store.ts';
import { createItemReader } from '../lambdas/kernel/table/batches.ts';
import { createMessageStore } from '../lambdas/outreach/message-store.ts';
import { createOutreachStore } from '../lambdas/outreach/outreach-store.ts';
import { createPaceStore } from '../lambdas/outreach/pace-store.ts';
import { type SendGroup, startOf } from '../lambdas/outreach/send-task.ts';
import type { KeptMessage } from '../lambdas/outreach/sent-message.ts';
import { createStageSends } from '../lambdas/outreach/stage-sends.ts';
import { LocalSystem } from '../local/system.ts';
import { startTable } from '../test/contract/engine.ts';
import { Shop } from '../test/system/shop.ts';
import { memoryOutreach } from '../test/unit/outreach/memory-outreach.ts';
import { ALL_CONSENTS, catalogueOf, GOING, NOON_MS, requestOf, SETTINGS, waitingMessage } from './kit/gift-shop.ts';
import { createSender } from './kit/sender.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A message that members have to get: no holdout and no cap takes one of them away. */
const MESSAGE = 'points-released';
const STAGING_PAGE = 100;
const SENDERS = 4;
const LATE_MS_MAX = 300;

await releaseInMovedTime(100_000, 200);
await releaseInRealTime(2_000, 100);

/** The running system: the synthesized templates, its functions in workers, the real queue delays. */
async function releaseInRealTime(messages: number, rate: number): Promise<void> {
  const system = await LocalSystem.start();
  try {
    system.sending.quota = { ...system.sending.quota, maxSendRate: rate };
    // At noon in the shop's zone, tomorrow: nobody sleeps, and the sweep comes by before.
    const slotMs = (Math.floor(system.clock.now() / DAY_MS) + 1) * DAY_MS + (NOON_MS % DAY_MS);
    await seed(system, messages, slotMs);
    await system.advanceTo(slotMs - 15_000);
    const { inbox } = system.sending;
    const deadlineMs = slotMs + (messages / rate) * 1000 * 3;
    while (inbox.count('email') < messages && system.clock.now() < deadlineMs) await sleep(200);
    const first = Math.min(...inbox.messages({ channel: 'email' }).map(({ sentAtMs }) => sentAtMs));
    print('real', rate, inbox.rates('email'), first - slotMs);
  } finally {
    await system.stop();
  }
}

async function seed(system: LocalSystem, count: number, slotMs: number): Promise<void> {
  const table = new Shop(system).table();
  const reader = createItemReader(table);
  const clock = () => new Date(system.clock.now());
  const outreach = createOutreachStore(table, reader);
  const messages = createMessageStore(table, reader, 1);
  const contacts = createContactStore(table, { timeZone: SETTINGS.timeZone, dueShardCount: 1, clock });
  const catalogue = catalogueOf(clock);
  const at = clock().toISOString();
  for (let index = 0; index < count; index += 1) {
    const memberId = `release-${index}`;
    const traits = { email: { value: `${memberId}@mail.example`, at } };
    const request = requestOf(memberId, MESSAGE, 'e', new Date(slotMs - 60 * MINUTE_MS));
    await Promise.all([
      contacts.replace({ memberId, traits: {}, place: {}, version: 0 }, { traits, place: {} }),
      outreach.replace({ memberId, consents: ALL_CONSENTS, slots: [], version: 0 }),
      waitingMessage(request, catalogue, new Date(slotMs)).then(messages.keep),
    ]);
  }
}

/** All of staging, pacing and sending, by several senders, who are met up to a third of a second late, as by a queue. */
async function releaseInMovedTime(count: number, rate: number): Promise<void> {
  const table = await startTable();
  let nowMs = NOON_MS - 30 * MINUTE_MS;
  const clock = () => new Date(nowMs);
  const memory = memoryOutreach();
  const kept = new Map<string, KeptMessage>();
  const queued = new Map<number, SendGroup[]>();
  const received = new Map<number, number>();
  let firstMs = Number.POSITIVE_INFINITY;
  const queue = async (groups: readonly SendGroup[]) => {
    for (const group of groups) {
      const startMs = Math.max(startOf(group), nowMs);
      queued.set(startMs, [...(queued.get(startMs) ?? []), group]);
    }
  };
  const parts = {
    outreach: memory.store,
    messages: {
      message: async (memberId: string) => kept.get(memberId),
      keep: async (message: KeptMessage) => {
        kept.set(message.memberId, message);
        return 'KEPT' as const;
      },
    },
    watch: { states: async () => GOING, report: async () => {} },
    channel: {
      ratePerSecond: async () => rate,
      prepare: async () => async () => {
        const second = Math.floor(nowMs / 1000);
        received.set(second, (received.get(second) ?? 0) + 1);
        firstMs = Math.min(firstMs, nowMs);
        return { kind: 'SENT' as const, providerId: 'p' };
      },
    },
    ...{ queue, clock },
  };
  const senders = Array.from({ length: SENDERS }, () => createSender({ ...parts, pace: createPaceStore(table) }));
  const [first] = senders;
  if (first === undefined) throw new Error('nobody sends');
  const memberIds = Array.from({ length: count }, (_, index) => `m-${index}`);
  for (const memberId of memberIds) {
    memory.kept.set(memberId, { memberId, consents: ALL_CONSENTS, slots: [], version: 1 });
    const request = requestOf(memberId, MESSAGE, 'e', new Date(nowMs));
    kept.set(memberId, await waitingMessage(request, first.catalogue, new Date(NOON_MS)));
  }
  await stageAll(memberIds, kept, { ...parts, ...first });
  for (let turn = 0; queued.size > 0; turn += 1) {
    const startMs = Math.min(...queued.keys());
    const groups = queued.get(startMs) ?? [];
    queued.delete(startMs);
    nowMs = Math.max(nowMs, startMs + ((turn * 37) % LATE_MS_MAX));
    await Promise.all(groups.map((group, index) => senders[index % SENDERS]?.send(group)));
  }
  await table.stop();
  print('moved', rate, received, firstMs - NOON_MS);
}

type Staging = Parameters<typeof createStageSends>[0];

async function stageAll(
  memberIds: readonly string[],
  kept: ReadonlyMap<string, KeptMessage>,
  parts: Omit<Staging, 'readDue' | 'send' | 'states'> & { readonly watch: { readonly states: Staging['states'] } },
): Promise<void> {
  const stage = createStageSends(
    {
      ...parts,
      states: parts.watch.states,
      readDue: async (_message, cursor) => {
        const from = Number(cursor?.['from'] ?? 0);
        const items = memberIds.slice(from, from + STAGING_PAGE).map((memberId) => {
          const { messageKey = '', dueAt = '' } = kept.get(memberId) ?? {};
          return {
            key: { PK: `MEMBER#${memberId}`, SK: `MESSAGE#${messageKey}` },
            dueAt,
            rule: 'send-email',
            memberId,
          };
        });
        const next = from + STAGING_PAGE;
        return { items, cursor: next < memberIds.length ? { from: next } : undefined };
      },
      send: async () => {
        throw new Error('the staging ran out of time');
      },
    },
    SETTINGS,
  );
  const [from, until] = [new Date(NOON_MS).toISOString(), new Date(NOON_MS + 15 * MINUTE_MS).toISOString()];
  const stagedAt = new Date(NOON_MS - 30 * MINUTE_MS).toISOString();
  await stage({ shard: 0, from, until, stagedAt, hop: 0 }, () => Number.POSITIVE_INFINITY);
}

function print(
  time: 'real' | 'moved',
  rate: number,
  received: ReadonlyMap<number, number>,
  firstDelayMs: number,
): void {
  const seconds = [...received.keys()];
  const messages = [...received.values()].reduce((sum, each) => sum + each, 0);
  const measured = {
    ...{ bench: 'release', time, rate, messages },
    worstSecond: Math.max(...received.values()),
    seconds: Math.max(...seconds) - Math.min(...seconds) + 1,
    idealSeconds: messages / rate,
    firstDelayMs: Math.round(firstDelayMs),
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
