import { type Clock, epochSeconds } from './clock.ts';
import type { Table } from './table/client.ts';
import { putNewItem } from './table/items.ts';
import { keys } from './table/keys.ts';

const KEPT_SECONDS = 90 * 86_400;

/** An event that was accepted by its form and refused by its meaning. */
export interface Rejection {
  readonly memberId: string;
  readonly messageId: string;
  readonly eventName: string;
  readonly code: string;
  /** The figures behind the refusal: ids and numbers, nothing personal. */
  readonly details: Readonly<Record<string, unknown>>;
}

export type RecordRejection = (rejection: Rejection) => Promise<void>;

/** Keeps refused events for 90 days, to be listed by day. The same event is kept once. */
export function createRecordRejection(table: Table, clock: Clock): RecordRejection {
  return async (rejection) => {
    const at = clock();
    await putNewItem(table, {
      ...keys.rejection(rejection.memberId, rejection.messageId),
      ...keys.rejectionList(at.toISOString(), rejection.messageId),
      entityType: 'Rejection',
      ...rejection,
      rejectedAt: at.toISOString(),
      ttlEpochSeconds: epochSeconds(at) + KEPT_SECONDS,
    });
  };
}
