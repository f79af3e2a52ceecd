import { readCursor, writeCursor } from '../kernel/paging.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { keys } from '../kernel/table/keys.ts';
import type { MessageStore } from './message-store.ts';

/** A page of what a member was sent, or was not, the latest first. A cursor is good for the member that it was given for. */
export const createListMemberMessages =
  (messages: Pick<MessageStore, 'messages'>) =>
  async (
    memberId: string,
    limit: number,
    cursor?: string,
  ): Promise<Result<unknown, { readonly code: 'CURSOR_UNKNOWN' }>> => {
    const position = cursor === undefined ? undefined : readCursor(cursor, memberId, 1);
    if (cursor !== undefined && position === undefined) return refuse({ code: 'CURSOR_UNKNOWN' });
    const from = position === undefined ? undefined : { ...keys.message(memberId, position[0] ?? '') };
    const page = await messages.messages(memberId, limit, from);
    const last = page.items.at(-1);
    return ok({
      messages: page.items.map(({ memberId: _, data: __, entry: ___, providerId: ____, ...told }) => told),
      ...(page.cursor === undefined || last === undefined ? {} : { cursor: writeCursor(memberId, [last.messageKey]) }),
    });
  };
