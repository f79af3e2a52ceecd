import PostalMime, { decodeWords } from 'postal-mime';
import type { SentMessage } from './sent-message.ts';

export interface LocalAddress {
  /** Where the templates say that the API is, and where it is on this machine. */
  readonly deployed: string;
  readonly local: string;
}

/** A message as a person reads it. An e-mail's parts are decoded, and its links to the API work on this machine. */
export async function readMessage(message: SentMessage, apis: readonly LocalAddress[]) {
  if (message.channel !== 'email') return message.summary();
  const { headers, text, html, attachments } = await PostalMime.parse(message.raw);
  const here = (part: string | undefined) =>
    apis.reduce((rewritten, { deployed, local }) => rewritten?.replaceAll(deployed, local), part);
  return {
    ...message.summary(),
    from: message.from === undefined ? undefined : decodeWords(message.from),
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: here(decodeWords(value)) })),
    text: here(text),
    html: here(html),
    attachments: attachments.map(({ filename, mimeType }) => ({ filename, mimeType })),
  };
}
