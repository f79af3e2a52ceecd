import * as z from 'zod/mini';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;
const CURSOR_CHARACTERS_MAX = 4_096;

/** What a route takes of its query to answer page by page. */
export const pageQuery = {
  limit: z._default(
    z.pipe(
      z.string().check(z.regex(/^\d{1,3}$/, `a whole number from 1 to ${LIMIT_MAX}`)),
      z.pipe(z.transform(Number), z.int().check(z.minimum(1), z.maximum(LIMIT_MAX))),
    ),
    LIMIT_DEFAULT,
  ),
  cursor: z.optional(z.string().check(z.maxLength(CURSOR_CHARACTERS_MAX))),
};

/** Where a list goes on, as a text for the caller. It is good for the list of its owner only. */
export function writeCursor(owner: string, position: readonly string[]): string {
  return Buffer.from(JSON.stringify([owner, ...position])).toString('base64url');
}

/** No key has an empty part, and a table refuses one. */
const texts = z.array(z.string().check(z.minLength(1)));

/** The position that a cursor says, of so many parts; undefined for one of another owner, or of another make. */
export function readCursor(cursor: string, owner: string, parts: number): readonly string[] | undefined {
  try {
    const read = z.safeParse(texts, JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    const [from, ...position] = read.success ? read.data : [];
    return from === owner && position.length === parts ? position : undefined;
  } catch {
    return undefined;
  }
}
