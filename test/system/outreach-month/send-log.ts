import PostalMime from 'postal-mime';
import type { Inbox } from '../../../local/sending/inbox.ts';
import type { SentMessage } from '../../../local/sending/sent-message.ts';
import type { Channel } from './book.ts';

/** Something that arrived, as whoever got it sees it. */
export interface Send {
  readonly channel: Channel;
  readonly to: string;
  readonly atMs: number;
  /** The subject of an e-mail, the text of an SMS. */
  readonly subject: string;
  /** The order that it names; empty where it names none. */
  readonly order: string;
}

const ORDER = /\border-\d+\b/;
const CHANNELS = ['email', 'sms'] as const;

/** All that arrived, in the order of its arrival. Throws where the inbox does not keep all of it any more. */
export async function readSendLog(inbox: Inbox): Promise<readonly Send[]> {
  const sends = await Promise.all(CHANNELS.flatMap((channel) => allOf(inbox, channel).map(readSend)));
  return sends.sort((a, b) => a.atMs - b.atMs);
}

function allOf(inbox: Inbox, channel: Channel): readonly SentMessage[] {
  const kept = inbox.messages({ channel });
  if (kept.length === inbox.count(channel)) return kept;
  throw new Error(`of ${inbox.count(channel)} messages by ${channel} the inbox keeps ${kept.length}`);
}

async function readSend({ channel, to, sentAtMs, raw, body, subject }: SentMessage): Promise<Send> {
  const text = channel === 'email' ? ((await PostalMime.parse(raw)).text ?? '') : body;
  return {
    channel: channel as Channel,
    to: to[0] ?? '',
    atMs: sentAtMs,
    subject: subject ?? body,
    order: ORDER.exec(text)?.[0] ?? '',
  };
}
