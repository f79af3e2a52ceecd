/** Which message it was, as a mail provider repeats it: tags take letters, digits, `-` and `_`, 256 of them. */
export interface MessageReference {
  readonly memberId: string;
  readonly messageKey: string;
}

export interface MessageTag {
  readonly Name: string;
  readonly Value: string;
}

const TAG_CHARACTERS_MAX = 256;
const PREFIX = 'holdfast-';

/** The tags of a message. An id is nothing that names a person; encoded, it is in every alphabet. */
export function tagsOf({ memberId, messageKey }: MessageReference): MessageTag[] {
  const text = Buffer.from(JSON.stringify([memberId, messageKey])).toString('base64url');
  const parts = text.match(new RegExp(`.{1,${TAG_CHARACTERS_MAX}}`, 'g')) ?? [];
  return parts.map((Value, index) => ({ Name: `${PREFIX}${index}`, Value }));
}

/** The message of tags as they come back; undefined for mail that is not ours. */
export function readTags(tags: Readonly<Record<string, readonly string[] | undefined>>): MessageReference | undefined {
  let text = '';
  for (let index = 0; ; index += 1) {
    const part = tags[`${PREFIX}${index}`]?.[0];
    if (part === undefined) break;
    text += part;
  }
  try {
    const [memberId, messageKey] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    return typeof memberId === 'string' && typeof messageKey === 'string' ? { memberId, messageKey } : undefined;
  } catch {
    return undefined;
  }
}
