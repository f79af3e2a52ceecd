import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Consent } from './consent.ts';
import { createFindOutreach } from './find-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

/** What a member said as it holds now, and a page of how it came to that. */
export interface ShownConsents {
  readonly memberId: string;
  readonly consents: readonly Consent[];
  readonly history: readonly Consent[];
  /** Where the history goes on; undefined at its end. */
  readonly cursor?: string | undefined;
}

/** What a member said: the proof of it. A cursor is good for the member that it was given for. */
export const createShowConsents = (outreach: Pick<OutreachStore, 'outreach' | 'history'>) => {
  const findOutreach = createFindOutreach(outreach);
  return async (
    asked: string,
    limit: number,
    cursor?: string,
  ): Promise<Result<ShownConsents, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    const { memberId, consents } = await findOutreach(asked);
    const position = cursor === undefined ? undefined : readCursor(cursor, memberId, 3);
    if (cursor !== undefined && position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const [channel = '', topic = '', at = ''] = position ?? [];
    const from = position && { ...keys.consent(memberId, channel, topic, at) };
    const page = await outreach.history(memberId, limit, from);
    const last = page.items.at(-1);
    return ok({
      memberId,
      consents: Object.values(consents),
      history: page.items,
      ...(page.cursor === undefined || last === undefined
        ? {}
        : { cursor: writeCursor(memberId, [last.channel, last.topic, last.at]) }),
    });
  };
};
