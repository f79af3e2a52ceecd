import { sha256 } from '../kernel/ids.ts';
import type { Notice } from '../kernel/notice.ts';
import { type Consent, type Consents, consentKey } from './consent.ts';
import type { ConsentWish } from './consent-change.ts';
import type { Channel } from './contact-message.ts';

/** Opt-ins to a channel that were given together: one message asks for all of them. */
export interface Confirmation {
  readonly channel: Channel;
  readonly topics: readonly string[];
  readonly source: string;
  /** ISO-8601 in UTC: when they were given. */
  readonly at: string;
}

const TOPICS_DIGITS = 12;

/**
 * What has to be confirmed after some wishes, by channel. It is asked for where one of them is a new word that waits to be
 * confirmed; those of them that wait already are asked for along with it, so that what was ticked together has one answer.
 * @param words that followed from the wishes
 * @param holds what holds after them
 */
export function askedConfirmations(
  wishes: readonly ConsentWish[],
  words: readonly Consent[],
  holds: Consents,
): readonly Confirmation[] {
  const news = words.filter((word) => word.status === 'PENDING' && holds[consentKey(word)] === word);
  const byChannel = new Map(news.map((word) => [word.channel, word]));
  return [...byChannel.values()].map(({ channel, source, at }) => ({
    ...{ channel, source, at },
    topics: wishes.filter((wish) => wish.channel === channel && isAwaited(wish, holds)).map(({ topic }) => topic),
  }));
}

const isAwaited = (wish: ConsentWish, holds: Consents): boolean =>
  wish.status === 'GRANTED' && holds[consentKey(wish)]?.status === 'PENDING';

/** What a message asks for that is to be confirmed. Other topics of the same instant are another question. */
export const confirmationNotice = (memberId: string, { channel, topics, source, at }: Confirmation): Notice => ({
  memberId,
  noticeId: `CONFIRM#${channel}#${at}#${sha256(topics.join(' ')).slice(0, TOPICS_DIGITS)}`,
  name: 'ConfirmationRequested',
  occurredAt: at,
  data: { channel, topics, source },
});
