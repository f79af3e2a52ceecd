import { decideCandidates, keyOf } from '../../../lambdas/outreach/candidate.ts';
import type { SendAnswer, SendingChannel } from '../../../lambdas/outreach/channel.ts';
import { createClaimMessage, createReleaseClaim } from '../../../lambdas/outreach/claim-message.ts';
import { type Consent, consentKey } from '../../../lambdas/outreach/consent.ts';
import type { Channel } from '../../../lambdas/outreach/contact-message.ts';
import { createGatherCandidates } from '../../../lambdas/outreach/gather-candidates.ts';
import { createMergeOutreach } from '../../../lambdas/outreach/merge-outreach.ts';
import { createMessageCatalogue } from '../../../lambdas/outreach/message-catalogue.ts';
import { createReadRecipient } from '../../../lambdas/outreach/read-recipient.ts';
import { createSendMessages } from '../../../lambdas/outreach/send-messages.ts';
import { type SendGroup, startOf } from '../../../lambdas/outreach/send-task.ts';
import { type KeptMessage, messageKeyOf } from '../../../lambdas/outreach/sent-message.ts';
import { createSettleAnswer } from '../../../lambdas/outreach/settle-answer.ts';
import { createSettleVerdict } from '../../../lambdas/outreach/settle-verdict.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { memoryOutreach } from './memory-outreach.ts';

const NOON_MS = Date.parse('2026-06-10T04:00:00.000Z');
const name = (text: string) => ({ en: text, zh: text });
const TOPICS = [{ id: 'offers', name: name('Offers'), class: 'marketing' as const }];
const IDS = ['offer-0', 'offer-1', 'push-0'] as const;
/** Two by e-mail, of which caps let one go a day, and one by webhook. */
const MESSAGES = Object.fromEntries(
  IDS.map((id, index) => {
    const channel = id.startsWith('push') ? 'webhook' : 'email';
    const content = channel === 'email' ? { subject: 'News', blocks: [{ text: '{{ greeting }}' }] } : { text: 'News' };
    const said = { ...{ name: name(id), topic: 'offers', channel, content: { en: content, zh: content } } };
    return [id, messageBody.parse({ ...said, priority: 50 - index, trigger: { event: 'MemberJoined' } })];
  }),
);

const SETTINGS = {
  topics: TOPICS,
  timeZones: ['Asia/Shanghai'],
  timeZone: 'Asia/Shanghai',
  holdoutOf: () => undefined,
  policy: {
    quietHours: { from: '21:00', to: '08:00' },
    spreadMinutes: 30,
    caps: { rules: [{ id: 'one-email-a-day', channel: 'email' as const, max: 1, days: 1 }], gapHours: { email: 16 } },
  },
  language: 'en' as const,
  shop: name('Gift Shop'),
  currency: 'CNY',
  tierNames: {},
  topicNames: { offers: name('Offers') },
  postalAddress: '1 Example Road',
  links: {},
  smsPartsMax: 2,
  publicUrl: 'https://api.example',
  linkKey: 'a-key',
};

const HOUR_MS = 3_600_000;
const DOUBLED_MAX = 6;
const ROUNDS_MAX = 3_000;
const DAYS_MAX = 6;

/** A worker that died: what it did until then stays done. */
export class Killed extends Error {}

export interface Kill {
  /** The how-manieth call to anything outside it dies at. */
  readonly at: number;
  /** Whether what was called is done nevertheless. */
  readonly isDone: boolean;
}

/** Everything that sending touches, in memory, on one moved clock. What providers take is written down where they take it. */
export function sendingRig(answers: readonly SendAnswer[], memberCount: number, grantsMax = Number.MAX_SAFE_INTEGER) {
  const state = {
    nowMs: NOON_MS,
    calls: 0,
    kill: undefined as Kill | undefined,
    answered: 0,
    unreadable: undefined as string | undefined,
  };
  const clock = () => new Date(state.nowMs);
  const sent: string[] = [];
  const messages = new Map<string, KeptMessage>();
  const queued: SendGroup[] = [];
  const forwards = new Map<string, string>();

  /** Each call outside is a step at which a worker may die, before it or after. */
  async function step<T>(call: () => T | Promise<T>): Promise<T> {
    state.calls += 1;
    const { kill } = state;
    if (kill !== undefined && state.calls === kill.at) {
      state.kill = undefined;
      if (kill.isDone) await call();
      throw new Killed(`at step ${kill.at}`);
    }
    return call();
  }

  const memory = memoryOutreach();
  const outreach = {
    outreach: (memberId: string) => step(() => memory.store.outreach(memberId)),
    replace: (...of: Parameters<typeof memory.store.replace>) => step(() => memory.store.replace(...of)),
    close: (...of: Parameters<typeof memory.store.close>) => step(() => memory.store.close(...of)),
  };
  const idOf = (memberId: string, messageKey: string) => `${memberId} ${messageKey}`;
  const store = {
    message: (memberId: string, messageKey: string) => step(() => messages.get(idOf(memberId, messageKey))),
    keep: (message: KeptMessage, waitedUntil?: string) =>
      step(() => {
        const known = messages.get(idOf(message.memberId, message.messageKey));
        const may = message.status === 'SENT' ? ['WAITING', 'UNKNOWN'] : ['WAITING'];
        if (known !== undefined && !may.includes(known.status)) return 'SETTLED' as const;
        if (message.status === 'WAITING' && known?.dueAt !== waitedUntil) return 'SETTLED' as const;
        messages.set(idOf(message.memberId, message.messageKey), message);
        return 'KEPT' as const;
      }),
  };
  const queue = (groups: readonly SendGroup[]) =>
    step(() => {
      queued.push(...groups);
    });
  const channel: SendingChannel = {
    ratePerSecond: async () => 100,
    prepare: async (message) => () =>
      step(() => {
        const answer = answers[state.answered % answers.length] ?? { kind: 'SENT', providerId: 'p' };
        state.answered += 1;
        // An answer that nobody knows is one of a message that may well be there.
        if (answer.kind === 'SENT' || answer.kind === 'UNKNOWN') sent.push(idOf(message.memberId, message.messageKey));
        return answer;
      }),
  };
  const channels = { email: channel, sms: channel, webhook: channel };
  const states = async () => ({ email: { version: 0 }, sms: { version: 0 }, webhook: { version: 0 } });
  const readRecipient = createReadRecipient({
    outreach,
    suppressions: { suppression: async () => undefined },
    facts: async (memberId) => {
      if (memberId === state.unreadable) throw new Error(`${memberId} can not be read`);
      return {
        facts: { traits: { email: 'ann@mail.example' }, activePoints: 0, pendingPoints: 0 },
        forwardTo: forwards.get(memberId),
      };
    },
  });
  const catalogue = createMessageCatalogue(MESSAGES, TOPICS, async () => [], clock);
  const mergeOutreach = createMergeOutreach(outreach);
  const settleVerdict = createSettleVerdict({ messages: store, queue, clock });
  const send = createSendMessages(
    {
      gather: createGatherCandidates({
        ...{ messages: store, catalogue, readRecipient, mergeOutreach, queue, clock },
        isAnswered: async () => false,
      }),
      claim: createClaimMessage({ outreach, readRecipient, clock }, async (candidate, recipient) => {
        const verdicts = decideCandidates([candidate], recipient, await states(), SETTINGS, clock());
        return verdicts.get(keyOf(candidate)) ?? { kind: 'SUPPRESS', rule: 'EXPIRED' };
      }),
      settleVerdict,
      settleAnswer: createSettleAnswer({
        ...{ messages: store, settleVerdict, queue, clock },
        releaseClaim: createReleaseClaim({ outreach }),
        random: () => 0.5,
      }),
      ...{ messages: store, channels, states, queue, clock },
      takeGrants: (_channel: Channel, count: number) =>
        step(() => Array.from({ length: Math.min(count, grantsMax) }, () => Math.ceil(state.nowMs / 1000))),
      report: () => step(() => undefined),
      sleep: async (ms) => {
        state.nowMs += ms;
      },
    },
    SETTINGS,
  );

  const members = Array.from({ length: memberCount }, (_, index) => `m-${index}`);
  for (const memberId of members) {
    const said = (via: Channel): Consent => ({
      ...{ channel: via, topic: 'offers', status: 'GRANTED', source: 'test', at: '2026-06-01T04:00:00.000Z' },
    });
    const consents = Object.fromEntries([said('email'), said('webhook')].map((word) => [consentKey(word), word]));
    memory.kept.set(memberId, { memberId, consents, slots: [], version: 1 });
  }
  const tasks = members.flatMap((memberId) =>
    IDS.map((messageId) => {
      const request = { memberId, messageId, entry: 'e', occurredAt: clock().toISOString(), data: {} };
      return { memberId, messageKey: messageKeyOf(request), request, attempts: 0 };
    }),
  );

  /** Delivers what is queued, each at its time and the first of it twice, as a queue may, until nothing is left. What failed comes again. */
  async function deliverAll(): Promise<void> {
    for (let round = 0; queued.length > 0; round += 1) {
      if (round > ROUNDS_MAX) throw new Error('it goes on and on');
      queued.sort((a, b) => startOf(a) - startOf(b));
      const group = queued.shift();
      if (group === undefined) break;
      state.nowMs = Math.max(state.nowMs, startOf(group));
      await deliver(group, 'first');
      // Not each: one that waits hop by hop would be two at each of them.
      if (round < DOUBLED_MAX) await deliver(group, 'second');
    }
  }

  async function deliver(group: SendGroup, delivery: string): Promise<void> {
    try {
      await send(group);
    } catch (error) {
      if (!(error instanceof Killed)) throw new Error(`the ${delivery} delivery failed`, { cause: error });
      // What a queue hides while a worker has it is back after six times its time.
      state.nowMs += 360_000;
      await send(group);
    }
  }

  function nextBefore(untilMs: number): SendGroup | undefined {
    queued.sort((a, b) => startOf(a) - startOf(b));
    const [next] = queued;
    return next !== undefined && startOf(next) < untilMs ? queued.shift() : undefined;
  }

  /** What waits for longer than a queue holds it is announced when it is due. */
  function announceDue(untilMs = Number.POSITIVE_INFINITY): void {
    const waiting = [...messages.values()].filter(
      ({ status, dueAt = '' }) => status === 'WAITING' && !(Date.parse(dueAt) >= untilMs),
    );
    queued.push(
      ...waiting.map(({ memberId, messageKey, dueAt }) => ({
        tasks: [{ memberId, messageKey, attempts: 0 }],
        notBefore: dueAt,
      })),
    );
  }

  async function finish(): Promise<void> {
    for (let day = 0; day < DAYS_MAX; day += 1) {
      await deliverAll();
      announceDue();
      if (queued.length === 0) return;
    }
    throw new Error('messages wait for ever');
  }

  return {
    state,
    sent,
    messages,
    idsAsked: tasks.map(({ memberId, messageKey }) => idOf(memberId, messageKey)),
    /** Two become one, as the first part of a merge leaves them: from now on whoever asks for the one finds the other. */
    merge(fromId: string, toId: string, kill?: Kill): void {
      forwards.set(fromId, toId);
      state.calls = 0;
      state.kill = kill;
    },
    /** Delivers each group twice at once for so many hours, announcing each hour what waits; the most tasks there were. */
    async runDoubled(hours: number): Promise<number> {
      queued.push({ tasks });
      let tasksMax = 0;
      for (let hour = 1; hour <= hours; hour += 1) {
        const untilMs = NOON_MS + hour * HOUR_MS;
        for (let group = nextBefore(untilMs); group !== undefined; group = nextBefore(untilMs)) {
          state.nowMs = Math.max(state.nowMs, startOf(group));
          await Promise.all([send(group), send(group)]);
          tasksMax = Math.max(tasksMax, queued.flatMap((each) => each.tasks).length);
        }
        announceDue(untilMs + HOUR_MS);
      }
      return tasksMax;
    },
    async runDay(): Promise<void> {
      queued.push({ tasks });
      await deliverAll();
      announceDue();
    },
    finish,
    async run(kill?: Kill): Promise<void> {
      state.kill = kill;
      queued.push({ tasks });
      await finish();
    },
  };
}
