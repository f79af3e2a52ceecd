import { headersOf, headerValue } from '../sending/mime-head.ts';
import type { SentMessage } from '../sending/sent-message.ts';
import { createDice } from './random.ts';

/** Of so many e-mails one is unsubscribed from. */
const UNSUBSCRIBE_SHARE = 0.02;

export interface ReaderSettings {
  readonly seed: number;
  /** E-mails that came since an instant (milliseconds since the epoch, included). */
  readonly mailsSince: (sinceMs: number) => readonly SentMessage[];
  /** Posts what a mail program posts for its "Unsubscribe" (RFC 8058), to the path of the link. */
  readonly unsubscribe: (path: string) => Promise<void>;
}

/** The customers at their mailboxes: now and then somebody has enough, and says so to the mail program. */
export class MailReader {
  readonly #settings: ReaderSettings;
  #read = new Set<string>();
  #sinceMs = 0;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
  }

  /** Looks at what came since the last time. */
  async read(): Promise<void> {
    const { seed, mailsSince, unsubscribe } = this.#settings;
    const mails = mailsSince(this.#sinceMs);
    const news = mails.filter(({ id }) => !this.#read.has(id));
    for (const mail of news) {
      const path = unsubscribePath(mail);
      if (path === undefined) continue;
      const dice = createDice(seed, 'reads', mail.to[0] ?? '', mail.subject ?? '');
      if (dice.chance(UNSUBSCRIBE_SHARE)) await unsubscribe(path);
    }
    // Those of the last instant only: more may come with it.
    this.#sinceMs = mails.at(-1)?.sentAtMs ?? this.#sinceMs;
    this.#read = new Set(mails.filter(({ sentAtMs }) => sentAtMs === this.#sinceMs).map(({ id }) => id));
  }
}

/** Without the host: members reach the shop by another name. */
function unsubscribePath({ raw }: SentMessage): string | undefined {
  const link = /<([^>]+)>/.exec(headerValue(headersOf(Buffer.from(raw)), 'List-Unsubscribe') ?? '')?.[1];
  return link === undefined || !URL.canParse(link) ? undefined : new URL(link).pathname;
}
