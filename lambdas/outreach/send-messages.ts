import type { Clock } from '../kernel/clock.ts';
import { type Candidate, type DecisionSettings, decideCandidates, keyOf } from './candidate.ts';
import type { SendAnswer, SendingChannels, SendOnce } from './channel.ts';
import type { ChannelState } from './channel-state.ts';
import type { Claim } from './claim-message.ts';
import { deferOr } from './contact-decision.ts';
import type { Channel } from './contact-message.ts';
import type { Gathered } from './gather-candidates.ts';
import { contactMessageOf, keptMessageOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import { makeOutgoing, type OutgoingSettings } from './outgoing-message.ts';
import { isGrantLeft, isGrantOpen } from './pace.ts';
import type { Recipient } from './recipient.ts';
import { LEAD_SECONDS, type QueueSends, type SendGroup, type SendTask, startOf } from './send-task.ts';
import type { SettleVerdict } from './settle-verdict.ts';
import type { TakeGrants } from './take-grant.ts';

export interface SendPorts {
  readonly gather: (memberId: string, tasks: readonly SendTask[], at: Date) => Promise<Gathered>;
  readonly claim: (candidate: Candidate, recipient: Recipient) => Promise<Claim>;
  readonly settleVerdict: SettleVerdict;
  readonly settleAnswer: (candidate: Candidate, answer: SendAnswer, sentAt: Date) => Promise<void>;
  readonly messages: Pick<MessageStore, 'keep'>;
  readonly channels: SendingChannels;
  readonly states: () => Promise<Readonly<Record<Channel, ChannelState>>>;
  readonly takeGrants: TakeGrants;
  /** Hears how sending on a channel went. */
  readonly report: (channel: Channel, answers: readonly SendAnswer[]) => Promise<void>;
  readonly queue: QueueSends;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A message that is ready to go and waits for its second. */
interface Ready {
  readonly candidate: Candidate;
  readonly recipient: Recipient;
  readonly send: SendOnce;
}

/** A group that comes by so much before its time, or a grant, is waited for here; before that the queue holds it. */
const WAIT_MAX_MS = (LEAD_SECONDS + 1) * 1000;
const GRANTS_MAX = 5;
/** When those ask again that got no grant. */
const FULL_MS = 900_000;

/**
 * Sends a group of messages, each at most once: decide, render, wait for a second that has room, decide again and claim
 * in one write, send, record. What fails on the way fails the group, which comes again and finds what is done.
 */
export function createSendMessages(ports: SendPorts, settings: DecisionSettings & OutgoingSettings) {
  const { queue, clock } = ports;

  /** @param at when they are to be sent, which may be seconds ahead */
  async function prepare(memberId: string, tasks: readonly SendTask[], at: Date): Promise<readonly Ready[]> {
    const { recipient, candidates } = await ports.gather(memberId, tasks, at);
    if (candidates.length === 0) return [];
    const verdicts = decideCandidates(candidates, recipient, await ports.states(), settings, at);
    const ready = await Promise.all(
      candidates.map(async (candidate) => {
        const { request, definition } = candidate;
        const verdict = verdicts.get(keyOf(candidate));
        if (verdict === undefined) throw new Error(`no verdict on ${keyOf(candidate)}`);
        if (verdict.kind !== 'SEND') {
          await ports.settleVerdict(request, definition, verdict, candidate.waited);
          return [];
        }
        const outgoing = makeOutgoing(request, definition, recipient, at, settings);
        if (outgoing.ok) {
          const send = await ports.channels[definition.body.channel].prepare(outgoing.value);
          return [{ candidate, recipient, send }];
        }
        const failed = keptMessageOf(request, definition, 'FAILED', verdict, clock());
        await ports.messages.keep({ ...failed, failure: outgoing.refusal.failure });
        return [];
      }),
    );
    return ready.flat();
  }

  /** A member that can not be prepared comes again alone, so that it holds up nobody else. */
  async function prepareAll(
    group: SendGroup,
    byMember: readonly (readonly [string, readonly SendTask[]])[],
    at: Date,
  ): Promise<readonly Ready[]> {
    const outcomes = await Promise.allSettled(byMember.map(([memberId, tasks]) => prepare(memberId, tasks, at)));
    const failed = byMember.filter((_, index) => outcomes[index]?.status === 'rejected');
    const [fault] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failed.length > 0 && byMember.length === 1) throw fault;
    if (failed.length > 0) await queue(failed.map(([, tasks]) => ({ ...group, tasks: [...tasks] })));
    return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  }

  /** The members of one second at once, the messages of a member one after the other: they share its slots. */
  async function sendAll(ready: readonly Ready[], second: number): Promise<void> {
    const answers: SendAnswer[] = [];
    const ofMembers = [...groupBy(ready, ({ recipient }) => recipient.memberId).values()];
    const sending = settleAll(
      ofMembers.map(async (ofMember) => {
        for (const each of ofMember) answers.push(...(await sendOne(each, second)));
      }),
    );
    const [first] = ready;
    // What was answered is told, also where one of them failed.
    await sending.finally(async () => {
      if (first !== undefined) await ports.report(first.candidate.definition.body.channel, answers);
    });
  }

  async function sendOne({ candidate, recipient, send }: Ready, second: number): Promise<readonly SendAnswer[]> {
    const { request, definition, waited } = candidate;
    const claim = await ports.claim(candidate, recipient);
    if (claim.kind === 'TAKEN') return [];
    if (claim.kind !== 'CLAIMED') {
      await ports.settleVerdict(request, definition, claim, waited);
      return [];
    }
    const sentAt = clock();
    if (!isGrantLeft(second, sentAt.getTime())) {
      // Its second is over: in the next one it would be one too many.
      await ports.settleAnswer(candidate, { kind: 'TOO_FAST' }, sentAt);
      return [];
    }
    const answer = await send();
    await ports.settleAnswer(candidate, answer, sentAt);
    return [answer];
  }

  /** Waits for the second, if it is near; otherwise the queue does. A second that was missed is asked for again. */
  async function sendIn(second: number, channel: Channel, ready: readonly Ready[], grantsLeft: number): Promise<void> {
    const waitMs = second * 1000 - clock().getTime();
    if (waitMs > WAIT_MAX_MS || grantsLeft === 0) {
      await queue([{ tasks: ready.map(taskOf), grant: { channel, second } }]);
      return;
    }
    if (waitMs > 0) await ports.sleep(waitMs);
    if (isGrantOpen(second, clock().getTime())) await sendAll(ready, second);
    else await sendPaced(channel, ready, grantsLeft - 1);
  }

  async function sendPaced(channel: Channel, ready: readonly Ready[], grantsLeft: number): Promise<void> {
    const seconds = await ports.takeGrants(channel, ready.length, clock());
    const granted = ready.slice(0, seconds.length);
    const bySecond = groupBy(granted, (each) => seconds[granted.indexOf(each)] ?? 0);
    await settleAll([
      ...[...bySecond].map(([second, those]) => sendIn(second, channel, those, grantsLeft)),
      askLater(ready.slice(granted.length)),
    ]);
  }

  /** The next hour is full. Each is kept as waiting, so that it is asked for once however many tasks it has by then. */
  async function askLater(ready: readonly Ready[]): Promise<void> {
    const until = new Date(clock().getTime() + FULL_MS);
    await Promise.all(
      ready.map(async ({ candidate: { request, definition, waited } }) => {
        const verdict = deferOr(contactMessageOf(request, definition), until, 'STOPPED', 'the next hour is full');
        if (verdict.kind !== 'SEND') await ports.settleVerdict(request, definition, verdict, waited);
      }),
    );
  }

  return async (group: SendGroup): Promise<void> => {
    const at = new Date(Math.max(startOf(group), clock().getTime()));
    if (at.getTime() > clock().getTime() + WAIT_MAX_MS) return queue([group]);
    const byMember = [...groupBy(group.tasks, ({ memberId }) => memberId)];
    const prepared = await prepareAll(group, byMember, at);
    const byChannel = groupBy([...prepared].sort(byPriority), ({ candidate }) => candidate.definition.body.channel);
    const { grant } = group;
    await settleAll(
      [...byChannel].map(([channel, ready]) =>
        grant?.channel === channel && isGrantOpen(grant.second, clock().getTime())
          ? sendIn(grant.second, channel, ready, GRANTS_MAX)
          : sendPaced(channel, ready, GRANTS_MAX),
      ),
    );
  };
}

const byPriority = (a: Ready, b: Ready): number =>
  b.candidate.definition.body.priority - a.candidate.definition.body.priority;

const taskOf = ({ candidate }: Ready): SendTask => ({
  memberId: candidate.request.memberId,
  messageKey: keyOf(candidate),
  request: { ...candidate.request, data: { ...candidate.request.data } },
  attempts: candidate.slowed,
});

/** In the order in which they come; a sender does so many at a time. */
function groupBy<T, Key>(all: readonly T[], keyed: (each: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const each of all) {
    const key = keyed(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}

/** What is under way comes to its end before the first fault is told. */
async function settleAll(all: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(all);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
