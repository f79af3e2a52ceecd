import type { ConfigurationSetSpec, SuppressionReason } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import { Afterwards } from './afterwards.ts';
import { type EmailEvent, eventBody, eventsOfOutcome, mailObject, type TakenEmail } from './email-events.ts';
import { decideEmailOutcome, type EmailOutcome } from './email-outcome.ts';
import { bareAddress } from './mime-head.ts';
import type { SuppressionList } from './suppression-list.ts';

const BATCH_MAX = 200;
/** What accounts do unless they were told otherwise. */
const ACCOUNT_REASONS: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];
const SUBJECT = 'Amazon SES Email Event Notification';

export interface EmailFeedbackSettings {
  readonly clock: MovableClock;
  readonly work: Work;
  readonly suppressions: SuppressionList;
  readonly configurationSets: readonly ConfigurationSetSpec[];
  /** Publishes to a topic on behalf of a configuration set. */
  readonly publish: (topicArn: string, configurationSetArn: string, subject: string, body: string) => void;
}

/** What becomes of e-mail that was taken: addresses that are suppressed from now on, and events to whoever asked for them. */
export class EmailFeedback {
  readonly #settings: EmailFeedbackSettings;
  readonly #afterwards: Afterwards<TakenEmail>;

  constructor(settings: EmailFeedbackSettings) {
    this.#settings = settings;
    this.#afterwards = new Afterwards(settings.work, 'e-mail events', BATCH_MAX, (batch) => {
      for (const email of batch) this.#follow(email);
    });
  }

  /** The e-mail was taken; the rest follows a moment later. */
  add(email: TakenEmail): void {
    this.#afterwards.add(email);
  }

  #follow(email: TakenEmail): void {
    const { suppressions, configurationSets, clock } = this.#settings;
    const set = configurationSets.find(({ name }) => name === email.configurationSet);
    const reasons = set?.suppressedReasons ?? ACCOUNT_REASONS;
    const groups = new Map<EmailOutcome, string[]>();
    for (const recipient of email.message.to) {
      const address = bareAddress(recipient);
      const outcome = decideEmailOutcome(address, suppressions, reasons);
      groups.set(outcome, [...(groups.get(outcome) ?? []), address]);
    }
    for (const [outcome, recipients] of groups) this.#suppress(outcome, recipients, reasons, email.message.id);
    if (set === undefined) return;
    const told = [...groups].flatMap(([outcome, recipients]) => eventsOfOutcome(outcome, recipients, clock.now()));
    // What is found to be bad is not sent at all.
    this.#publish(set, email, groups.has('REJECTED') ? told : [{ type: 'send', told: {} }, ...told]);
  }

  #suppress(
    outcome: EmailOutcome,
    recipients: readonly string[],
    reasons: readonly SuppressionReason[],
    messageId: string,
  ): void {
    const reason = outcome === 'BOUNCED' ? 'BOUNCE' : outcome === 'COMPLAINED_OF' ? 'COMPLAINT' : undefined;
    if (reason === undefined || !reasons.includes(reason)) return;
    for (const address of recipients) this.#settings.suppressions.put(address, reason, messageId);
  }

  #publish(set: ConfigurationSetSpec, email: TakenEmail, events: readonly EmailEvent[]): void {
    if (set.eventDestinations.length === 0) return;
    const mail = JSON.stringify(mailObject(email));
    for (const event of events) {
      for (const { topicArn, eventTypes } of set.eventDestinations) {
        if (eventTypes.includes(event.type)) {
          this.#settings.publish(topicArn, set.arn, SUBJECT, eventBody(event, mail));
        }
      }
    }
  }
}
