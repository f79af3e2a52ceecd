import type { MovableClock } from '../time/clock.ts';
import { SendingFaults } from './faults.ts';
import { Inbox } from './inbox.ts';
import { SuppressionList } from './suppression-list.ts';

/** What leaves the account, as people and tests see it: what was sent, what is suppressed, and faults to meet. */
export class Sending {
  readonly inbox: Inbox;
  readonly suppressions: SuppressionList;
  readonly faults = new SendingFaults();
  /** What the account may send by e-mail, once it is out of the sandbox and has asked for this much. */
  quota = { max24HourSend: 5_000_000, maxSendRate: 500 };

  constructor(clock: MovableClock) {
    this.inbox = new Inbox(clock);
    this.suppressions = new SuppressionList(clock);
  }
}
