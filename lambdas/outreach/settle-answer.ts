import type { Clock } from '../kernel/clock.ts';
import { nextWebhookAttempt } from '../kernel/webhook-retry.ts';
import { type Candidate, keyOf } from './candidate.ts';
import type { SendAnswer } from './channel.ts';
import { deferOr, type Verdict } from './contact-decision.ts';
import { contactMessageOf, keptMessageOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueSends } from './send-task.ts';
import type { SettleVerdict } from './settle-verdict.ts';

export interface AnswerPorts {
  readonly messages: Pick<MessageStore, 'keep'>;
  readonly settleVerdict: SettleVerdict;
  /** Gives the message's slot back: it was not sent, and does not count. */
  readonly releaseClaim: (memberId: string, messageKey: string) => Promise<void>;
  readonly queue: QueueSends;
  readonly clock: Clock;
  readonly random: () => number;
}

const HOUR_MS = 3_600_000;
/** A provider that wants it slower is asked again after that, and after twice that, and so on. */
const SLOWED_MS = 2_000;
const SLOWED_MAX = 10;
const SEND: Verdict = { kind: 'SEND' };

/** What follows from the provider's answer to the one attempt that was made. */
export const createSettleAnswer = (ports: AnswerPorts) => {
  const { messages, settleVerdict, releaseClaim, queue, clock } = ports;

  async function waitFor(candidate: Candidate, until: Date, detail: string, waited = candidate.waited) {
    const { request, definition } = candidate;
    const verdict = deferOr(contactMessageOf(request, definition), until, 'STOPPED', detail);
    if (verdict.kind !== 'SEND') await settleVerdict(request, definition, verdict, waited);
  }

  async function fail({ request, definition }: Candidate, failure: string) {
    const failed = keptMessageOf(request, definition, 'FAILED', SEND, clock());
    await messages.keep({ ...failed, failure });
  }

  async function retry(candidate: Candidate, reason: string, retryAfterSeconds: number | undefined): Promise<void> {
    const now = clock();
    const { attempts = 0, firstAttemptAt = now.toISOString() } = candidate.waited;
    const attempt = attempts + 1;
    const next = nextWebhookAttempt(attempt, new Date(firstAttemptAt), now, ports.random(), retryAfterSeconds);
    if (next === 'GIVE_UP') await fail(candidate, `given up after ${attempt} attempts: ${reason}`);
    else await waitFor(candidate, next, reason, { ...candidate.waited, attempts: attempt, firstAttemptAt });
  }

  async function slowDown(candidate: Candidate): Promise<void> {
    const { request, slowed } = candidate;
    if (slowed >= SLOWED_MAX) return waitFor(candidate, new Date(clock().getTime() + HOUR_MS), 'the provider is busy');
    const notBefore = new Date(clock().getTime() + SLOWED_MS * 2 ** slowed).toISOString();
    const task = { memberId: request.memberId, messageKey: keyOf(candidate), request, attempts: slowed + 1 };
    await queue([{ tasks: [{ ...task, request: { ...request, data: { ...request.data } } }], notBefore }]);
  }

  return async (candidate: Candidate, answer: SendAnswer, sentAt: Date): Promise<void> => {
    const { request, definition } = candidate;
    const at = { sentAt: sentAt.toISOString() };
    if (answer.kind === 'SENT' || answer.kind === 'UNKNOWN') {
      const kept = keptMessageOf(request, definition, answer.kind, SEND, sentAt);
      const heard = answer.kind === 'SENT' ? { providerId: answer.providerId } : { failure: answer.reason };
      await messages.keep({ ...kept, ...at, ...heard });
      return;
    }
    await releaseClaim(request.memberId, keyOf(candidate));
    const later = new Date(clock().getTime() + HOUR_MS);
    switch (answer.kind) {
      case 'REJECTED':
        return fail(candidate, answer.reason);
      case 'TOO_FAST':
        return slowDown(candidate);
      case 'QUOTA_USED':
        return waitFor(candidate, later, "the provider's quota of the day is used");
      case 'PAUSED':
        return waitFor(candidate, later, answer.reason);
      case 'NOT_TAKEN':
        return retry(candidate, answer.reason, answer.retryAfterSeconds);
    }
  };
};
