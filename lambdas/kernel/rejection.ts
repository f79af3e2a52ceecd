import { type Clock, epochSeconds } from './clock.ts';
import type { Table } from './table/client.ts';
import { putNewItem } from './table/items.ts';
import { keys } from './table/keys.ts';

const KEPT_SECONDS = 90 * 86_400;

/** An event that was refused: at the door by its form, or later by its meaning. */
export interface Rejection {
  /** Whose event it is; undefined where that is not known. */
  readonly memberId: string | undefined;
  readonly messageId: string;
  readonly eventName: string;
  readonly code: string;
  /** The figures behind the refusal: ids and numbers, nothing personal. */
  readonly details: Readonly<Record<string, unknown>>;
}

export type RecordRejection = (rejection: Rejection) => Promise<void>;

/** Keeps refused events for 90 days, to be listed by day. The same event is kept once for each code. */
export function createRecordRejection(table: Table, clock: Clock): RecordRejection {
  return async (rejection) => {
    const at = clock();
    await putNewItem(table, {
      ...keys.rejection(rejection.memberId, rejection.messageId, rejection.code),
      ...keys.rejectionList(at.toISOString(), rejection.messageId),
      entityType: 'Rejection',
      ...rejection,
      rejectedAt: at.toISOString(),
      ttlEpochSeconds: epochSeconds(at) + KEPT_SECONDS,
    });
  };
}
