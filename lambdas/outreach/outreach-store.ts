import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, type Page, putVersion, queryPage, versionWrite } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact } from '../kernel/table/transaction.ts';
import type { Consent } from './consent.ts';
import { CHANNELS } from './contact-message.ts';
import type { MemberOutreach } from './member-outreach.ts';
import { outreachItem, packOutreach, unpackOutreach } from './outreach-item.ts';

export interface OutreachStore {
  /** Of a member nobody said anything of, an empty one. Strongly consistent. */
  outreach(memberId: string): Promise<MemberOutreach>;
  /**
   * Keeps it if nobody wrote since `next` was read. `said` goes into the member's history with it, and notices are given,
   * but for those that were given before.
   */
  replace(
    next: MemberOutreach,
    said?: readonly Consent[],
    notices?: readonly Notice[],
  ): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  /**
   * Closes what is kept of a member who was merged into another, and keeps `next` of that one: both if nobody wrote
   * either since it was read, or none.
   */
  close(from: MemberOutreach, next: MemberOutreach): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  /** What a member said, the latest words of each channel and topic last. */
  history(memberId: string, limit: number, cursor?: Cursor): Promise<Page<Consent>>;
}

/** Told apart from the write before it; a claim that came through must not be taken for another's. */
const WRITE_ID_DIGITS = 8;

const consentItem = z.object({
  channel: z.enum(CHANNELS),
  topic: z.string(),
  status: z.enum(['GRANTED', 'PENDING', 'WITHDRAWN']),
  at: z.string(),
  source: z.string(),
});

export const createOutreachStore = (table: Table, reader: ItemReader): OutreachStore => ({
  async outreach(memberId) {
    const item = await reader.read(keys.outreach(memberId), outreachItem);
    return item === undefined ? { memberId, consents: {}, slots: [], version: 0 } : unpackOutreach(item);
  },

  async replace(next, said = [], notices = []) {
    if (said.length === 0) {
      const writeId = randomUUID().slice(0, WRITE_ID_DIGITS);
      return putVersion(table, { ...itemOf(next), writeId }, next.version);
    }
    const answer = await transact<string>(table, {
      outreach: versionWrite(itemOf(next), next.version),
      // By key: a transaction writes no item twice.
      ...Object.fromEntries(said.map((consent) => [historyName(consent), historyWrite(next.memberId, consent)])),
      ...Object.fromEntries(notices.map((notice) => [notice.noticeId, noticeWrite(notice)])),
    });
    if (answer.committed) return 'KEPT';
    if (answer.failed.has('outreach')) return 'CHANGED_MEANWHILE';
    const untold = notices.filter(({ noticeId }) => !answer.failed.has(noticeId));
    return this.replace(next, said, untold);
  },

  async close(from, next) {
    const answer = await transact(table, {
      from: versionWrite(itemOf({ ...from, forwardTo: next.memberId }), from.version),
      next: versionWrite(itemOf(next), next.version),
    });
    return answer.committed ? 'KEPT' : 'CHANGED_MEANWHILE';
  },

  async history(memberId, limit, cursor) {
    const { PK, SK } = keys.consent(memberId, '', '', '');
    return queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
        ExpressionAttributeValues: { ':pk': PK, ':prefix': SK.slice(0, SK.indexOf('#') + 1) },
        ConsistentRead: true,
        Limit: limit,
      },
      consentItem,
      cursor,
    );
  },
});

const itemOf = (kept: MemberOutreach) => ({
  ...keys.outreach(kept.memberId),
  entityType: 'Outreach',
  ...packOutreach(kept),
});

const historyName = ({ channel, topic, at }: Consent): string => `consent ${channel} ${topic} ${at}`;

/** The same word told again is the same item. */
const historyWrite = (memberId: string, consent: Consent) => ({
  Put: {
    Item: {
      ...keys.consent(memberId, consent.channel, consent.topic, consent.at),
      entityType: 'Consent',
      memberId,
      ...consent,
    },
  },
});
