import * as z from 'zod/mini';
import { type AuditEntry, auditWrite } from '../kernel/audit.ts';
import { type Clock, daysLater, epochSeconds } from '../kernel/clock.ts';
import { answerWrite, findAnswer, type KeptAnswer } from '../kernel/idempotency.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage, versionWrite } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import type { HeardSuggestion, Suggestion, SuggestionState } from './suggestion.ts';
import { type KeptSuggestion, listenersItem, suggestionItem } from './suggestion-item.ts';

/** The request that a write answers, kept with it: the same request again is answered as it was. */
export interface AnsweredRequest extends KeptAnswer {
  readonly route: string;
  readonly key: string;
}

/** How many suggestions a member may make on a day. */
export interface DayLimit {
  readonly day: string;
  readonly max: number;
}

export interface FoundSuggestion extends HeardSuggestion {
  readonly suggestion: KeptSuggestion;
}

/** A change with all that goes with it, whole or not at all. */
export interface SuggestionChange {
  readonly changed: HeardSuggestion;
  /** Of what was read. */
  readonly version: number;
  readonly merged?: { readonly heard: HeardSuggestion; readonly version: number } | undefined;
  readonly told?: Notice | undefined;
  readonly request: AnsweredRequest;
  readonly audit: AuditEntry;
}

export interface SuggestionStore {
  keptAnswer(route: string, key: string): Promise<KeptAnswer | undefined>;
  /** Strongly consistent. */
  find(suggestionId: string): Promise<FoundSuggestion | undefined>;
  /** Keeps a new suggestion with the answer to its request. `DAY_FULL`: the member has made enough of them on that day. */
  keep(
    heard: HeardSuggestion,
    request: AnsweredRequest,
    limit: DayLimit,
  ): Promise<'KEPT' | 'ANSWERED_BEFORE' | 'DAY_FULL'>;
  change(change: SuggestionChange): Promise<'CHANGED' | 'ANSWERED_BEFORE' | 'CHANGED_MEANWHILE'>;
  /** A page of those of a state, newest first; with a label it may be shorter than the limit. `next` is where it goes on. */
  list(
    state: SuggestionState,
    limit: number,
    filter: { readonly label?: string | undefined; readonly after?: string | undefined },
  ): Promise<{ readonly suggestions: readonly KeptSuggestion[]; readonly next: string | undefined }>;
  wasTold(notice: Notice): Promise<boolean>;
  /** Tells a member, unless that was done. */
  tell(notice: Notice): Promise<void>;
}

const LIMIT_KEPT_DAYS = 3;
const anyItem = z.object({});

export const createSuggestionStore = (table: Table, reader: ItemReader, clock: Clock): SuggestionStore => ({
  keptAnswer: (route, key) => findAnswer(table, route, key, clock()),

  async find(suggestionId) {
    const suggestion = await reader.read(keys.suggestion(suggestionId), suggestionItem);
    if (suggestion === undefined) return undefined;
    // Only then: items of one batch are read at different instants, and a list that is older than its version would be written back.
    const heard = await reader.read(keys.suggestionListeners(suggestionId), listenersItem);
    return { suggestion, listeners: heard?.memberIds ?? [] };
  },

  async keep({ suggestion, listeners }, request, limit) {
    const { memberId, suggestionId } = suggestion;
    const written = await transact(table, {
      request: answerWrite(request.route, request.key, request, clock()),
      suggestion: versionWrite(itemOf(suggestion), 0),
      ...(listeners.length === 0 ? {} : { listeners: listenersWrite({ suggestion, listeners }) }),
      ...(memberId === undefined
        ? {}
        : { owner: ownerWrite(memberId, suggestionId), limit: limitWrite(memberId, limit, clock()) }),
    });
    if (written.committed) return 'KEPT';
    // A write that is sent again after a lost answer finds its own request, and may have used up the day.
    return written.failed.has('request') ? 'ANSWERED_BEFORE' : 'DAY_FULL';
  },

  async change({ changed, version, merged, told, request, audit }) {
    const written = await transact(table, {
      request: answerWrite(request.route, request.key, request, clock()),
      suggestion: versionWrite(itemOf(changed.suggestion), version),
      ...(merged === undefined
        ? {}
        : {
            // Both versions move, so that nobody who reads one of the lists writes over the other.
            merged: versionWrite(itemOf(merged.heard.suggestion), merged.version),
            mergedListeners: listenersWrite(merged.heard),
            listeners: listenersWrite(changed),
          }),
      ...(told === undefined ? {} : { told: noticeWrite(told) }),
      audit: auditWrite(audit),
    });
    if (written.committed) return 'CHANGED';
    return written.failed.has('request') ? 'ANSWERED_BEFORE' : 'CHANGED_MEANWHILE';
  },

  async list(state, limit, { label, after }) {
    const { GSI1PK } = keys.suggestionList(state, '');
    const query = {
      IndexName: 'GSI1',
      KeyConditionExpression: 'GSI1PK = :state',
      ...(label === undefined ? {} : { FilterExpression: 'contains(labels, :label)' }),
      ExpressionAttributeValues: { ':state': GSI1PK, ...(label === undefined ? {} : { ':label': label }) },
      ScanIndexForward: false,
      Limit: limit,
    };
    const start: Cursor | undefined =
      after === undefined ? undefined : { ...keys.suggestion(after), ...keys.suggestionList(state, after) };
    const page = await queryPage(table, query, suggestionItem, start);
    const next = page.cursor?.['GSI1SK'];
    return { suggestions: page.items, next: next === undefined ? undefined : String(next) };
  },

  wasTold: async ({ memberId, noticeId }) =>
    (await reader.read(keys.notice(memberId, noticeId), anyItem)) !== undefined,

  async tell(notice) {
    // Told before, its condition does not hold; that is as good.
    await transact(table, { notice: noticeWrite(notice) });
  },
});

function itemOf(suggestion: Suggestion) {
  const { suggestionId, state } = suggestion;
  return {
    ...keys.suggestion(suggestionId),
    ...keys.suggestionList(state, suggestionId),
    entityType: 'Suggestion',
    ...suggestion,
  };
}

/** Only together with a version of the suggestion: that is what the list is safe by. */
const listenersWrite = ({ suggestion, listeners }: HeardSuggestion): Write => ({
  Put: {
    Item: {
      ...keys.suggestionListeners(suggestion.suggestionId),
      entityType: 'SuggestionListeners',
      memberIds: [...listeners],
    },
  },
});

const ownerWrite = (memberId: string, suggestionId: string): Write => ({
  Put: {
    Item: {
      ...keys.memberSuggestion(memberId, suggestionId),
      entityType: 'MemberSuggestion',
      memberId,
      suggestionId,
    },
  },
});

const limitWrite = (memberId: string, { day, max }: DayLimit, now: Date): Write => ({
  Update: {
    Key: { ...keys.suggestionDay(memberId, day) },
    UpdateExpression: 'SET entityType = :entityType, ttlEpochSeconds = :ttl ADD made :one',
    ConditionExpression: 'attribute_not_exists(made) OR made < :max',
    ExpressionAttributeValues: {
      ':entityType': 'SuggestionDay',
      ':ttl': epochSeconds(new Date(daysLater(now.toISOString(), LIMIT_KEPT_DAYS))),
      ':one': 1,
      ':max': max,
    },
  },
});
