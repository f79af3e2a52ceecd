import PostalMime from 'postal-mime';
import { headersOf, headerValue } from '../sending/mime-head.ts';
import type { SentMessage } from '../sending/sent-message.ts';
import { createDice, type Dice } from './random.ts';

/** Of so many e-mails one is unsubscribed from. */
const UNSUBSCRIBE_SHARE = 0.02;
/** Of so many who are asked something one answers. */
const ANSWER_SHARE = 0.35;
const REASONS = ['price', 'assortment', 'delivery', 'no-need', 'elsewhere'];

export interface ReaderSettings {
  readonly seed: number;
  /** E-mails that came since an instant (milliseconds since the epoch, included). */
  readonly mailsSince: (sinceMs: number) => readonly SentMessage[];
  /** Posts what a mail program posts for its "Unsubscribe" (RFC 8058), to the path of the link. */
  readonly unsubscribe: (path: string) => Promise<void>;
  /** Sends the form of a survey to the path of its link; without it nobody answers. */
  readonly answer?: (path: string, form: string) => Promise<void>;
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
      const dice = createDice(seed, 'reads', mail.to[0] ?? '', mail.subject ?? '');
      if (path !== undefined && dice.chance(UNSUBSCRIBE_SHARE)) await unsubscribe(path);
      await this.#answer(mail);
    }
    // Those of the last instant only: more may come with it.
    this.#sinceMs = mails.at(-1)?.sentAtMs ?? this.#sinceMs;
    this.#read = new Set(mails.filter(({ sentAtMs }) => sentAtMs === this.#sinceMs).map(({ id }) => id));
  }

  async #answer({ raw, to, subject }: SentMessage): Promise<void> {
    const { seed, answer } = this.#settings;
    if (answer === undefined) return;
    const dice = createDice(seed, 'answers', to[0] ?? '', subject ?? '');
    if (!dice.chance(ANSWER_SHARE)) return;
    const { html = '' } = await PostalMime.parse(raw);
    const link = /href="(https?:[^"]*\/survey\/[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    if (link === undefined || !URL.canParse(link)) return;
    const { pathname, search } = new URL(link);
    await answer(pathname, opinionOf(dice, `${pathname}${search}`));
  }
}

/** What somebody thinks of the shop: most are content. */
function opinionOf(dice: Dice, path: string): string {
  if (!path.includes('?')) return `q-reasons=${REASONS[dice.between(0, REASONS.length - 1)]}`;
  const score = Math.max(dice.between(0, 10), dice.between(4, 10));
  return `q-nps=${score}&q-csat=${Math.max(1, Math.round(score / 2))}`;
}

/** Without the host: members reach the shop by another name. */
function unsubscribePath({ raw }: SentMessage): string | undefined {
  const link = /<([^>]+)>/.exec(headerValue(headersOf(Buffer.from(raw)), 'List-Unsubscribe') ?? '')?.[1];
  return link === undefined || !URL.canParse(link) ? undefined : new URL(link).pathname;
}
