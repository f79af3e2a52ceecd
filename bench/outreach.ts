/**
 * What a message costs: decided and rendered a CPU second, over all ready messages in both languages; and the capacity
 * units from the queue to what is heard of it, as the engine counts them, for one that is sent at once and one that waits.
 */

import { createItemReader } from '../lambdas/kernel/table/batches.ts';
import { countCapacity, type UsedCapacity } from '../lambdas/kernel/table/capacity.ts';
import type { Table } from '../lambdas/kernel/table/client.ts';
import { decideCandidates, keyOf } from '../lambdas/outreach/candidate.ts';
import { createChannelStore } from '../lambdas/outreach/channel-store.ts';
import { createMessageStore } from '../lambdas/outreach/message-store.ts';
import { makeOutgoing } from '../lambdas/outreach/outgoing-message.ts';
import { createOutreachStore } from '../lambdas/outreach/outreach-store.ts';
import { createPaceStore } from '../lambdas/outreach/pace-store.ts';
import type { SendTask } from '../lambdas/outreach/send-task.ts';
import { messageKeyOf } from '../lambdas/outreach/sent-message.ts';
import { createWatchChannels } from '../lambdas/outreach/watch-channels.ts';
import { startTable } from '../test/contract/engine.ts';
import {
  ALL_CONSENTS,
  catalogueOf,
  GOING,
  MESSAGES,
  NOON_MS,
  recipientOf,
  requestOf,
  SETTINGS,
  waitingMessage,
} from './kit/gift-shop.ts';
import { createSender } from './kit/sender.ts';

const RENDERED = 20_000;
const GROUP = 50;
const HELD_UNTIL = '2026-07-01T04:00:00.000Z';
const now = () => new Date(NOON_MS);
const catalogue = catalogueOf(now);

await measureRendering();
await measureCapacity();

async function measureRendering(): Promise<void> {
  const ids = Object.keys(MESSAGES);
  const definitions = await Promise.all(ids.map((id) => catalogue.find(id)));
  const render = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const definition = definitions[index % definitions.length];
      if (definition === undefined) throw new Error('a ready message is not in the catalogue');
      const heldUntil = definition.body.goal === 'recovery' ? HELD_UNTIL : undefined;
      const recipient = recipientOf(`m-${index}`, index % 2 === 0 ? 'zh-CN' : 'en', heldUntil);
      const request = requestOf(recipient.memberId, definition.messageId, `e-${index}`, now());
      const candidate = { request, definition, waited: {}, slowed: 0 };
      const verdict = decideCandidates([candidate], recipient, GOING, SETTINGS, now()).get(keyOf(candidate));
      if (verdict?.kind !== 'SEND') throw new Error(`${definition.messageId} is not sent: ${JSON.stringify(verdict)}`);
      const outgoing = makeOutgoing(request, definition, recipient, now(), SETTINGS);
      if (!outgoing.ok) throw new Error(`${definition.messageId}: ${outgoing.refusal.failure}`);
    }
  };
  render(RENDERED / 10);
  const before = process.cpuUsage();
  render(RENDERED);
  const { user, system } = process.cpuUsage(before);
  const perCpuSecond = Math.round(RENDERED / ((user + system) / 1e6));
  print({ messages: RENDERED, readyMessages: ids.length, decidedAndRenderedPerCpuSecond: perCpuSecond });
}

async function measureCapacity(): Promise<void> {
  const table = await startTable();
  const capacity = countCapacity(table);
  try {
    const { send, seed, wait, hear } = outreachOn(table);
    for (const how of ['at once', 'after waiting'] as const) {
      const tasks = Array.from({ length: GROUP }, (_, index) => taskOf(`${how}-${index}`));
      await Promise.all(tasks.map(({ memberId }) => seed(memberId)));
      capacity.take();
      if (how === 'after waiting') for (const task of tasks) await wait(task);
      await send(how === 'at once' ? tasks : tasks.map(({ request: _, ...task }) => task));
      const sent = perMessage(capacity.take());
      for (const task of tasks) await hear(task);
      const heard = perMessage(capacity.take());
      print({
        sent: how,
        wcu: sent.wcu,
        rcu: sent.rcu,
        wcuOfFeedback: heard.wcu,
        wcuInAll: round(sent.wcu + heard.wcu),
      });
    }
  } finally {
    await table.stop();
  }
}

type Task = SendTask & { readonly request: NonNullable<SendTask['request']> };

function taskOf(memberId: string): Task {
  const request = requestOf(memberId, 'points-released', 'e', now());
  return {
    memberId,
    messageKey: messageKeyOf(request),
    request: { ...request, data: { ...request.data } },
    attempts: 0,
  };
}

function outreachOn(table: Table) {
  const outreach = createOutreachStore(table, createItemReader(table));
  const messages = createMessageStore(table, createItemReader(table), 16);
  const { send } = createSender({
    outreach,
    messages,
    pace: createPaceStore(table),
    watch: createWatchChannels(createChannelStore(table), now),
    channel: {
      ratePerSecond: async () => 200,
      prepare:
        async ({ memberId }) =>
        async () => ({ kind: 'SENT', providerId: memberId }),
    },
    queue: async () => {},
    clock: now,
  });
  return {
    // Its second has begun: nobody waits for the one after it.
    send: (tasks: readonly SendTask[]) =>
      send({ tasks: [...tasks], grant: { channel: 'email', second: NOON_MS / 1000 } }),
    seed: (memberId: string) => outreach.replace({ memberId, consents: ALL_CONSENTS, slots: [], version: 0 }),
    wait: async ({ request }: Task) => void (await messages.keep(await waitingMessage(request, catalogue, now()))),
    hear: (message: Task) => messages.keepFeedback(message, 'deliveredAt', now().toISOString()),
  };
}

function perMessage(commands: readonly UsedCapacity[]): { readonly wcu: number; readonly rcu: number } {
  const sum = (of: (each: UsedCapacity) => number) => round(commands.reduce((all, each) => all + of(each), 0) / GROUP);
  return { wcu: sum(({ wcu }) => wcu), rcu: sum(({ rcu }) => rcu) };
}

function round(units: number): number {
  return Number(units.toFixed(2));
}

function print(measured: object): void {
  process.stdout.write(`${JSON.stringify({ bench: 'outreach', ...measured })}\n`);
}
