import * as z from 'zod/mini';
import { epochSeconds } from './clock.ts';
import type { DomainEvent } from './domain-event.ts';
import type { Notice } from './notice.ts';
import { decodeItem } from './table/codec.ts';
import { keys } from './table/keys.ts';
import type { Write } from './table/transaction.ts';

/** So long it can be told again; nothing depends on it. */
const KEPT_DAYS = 400;
const MS_PER_DAY = 86_400_000;

const noticeItem = z.object({
  memberId: z.string(),
  noticeId: z.string(),
  name: z.string(),
  occurredAt: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/** The write of a notice, for the transaction of what it follows from. */
export function noticeWrite(notice: Notice): Write {
  const endsAt = new Date(Date.parse(notice.occurredAt) + KEPT_DAYS * MS_PER_DAY);
  return {
    Put: {
      Item: {
        ...keys.notice(notice.memberId, notice.noticeId),
        entityType: 'Notice',
        ttlEpochSeconds: epochSeconds(endsAt),
        ...notice,
      },
      ConditionExpression: 'attribute_not_exists(PK)',
    },
  };
}

/** The domain event of a notice's item. */
export function readNoticeEvent(item: Readonly<Record<string, unknown>>): DomainEvent {
  const { memberId, noticeId, name, occurredAt, data } = decodeItem(noticeItem, item);
  const id = `${encodeURIComponent(memberId)}/${noticeId}`;
  return { name, version: 1, id, occurredAt, data: { ...data, memberId } };
}
