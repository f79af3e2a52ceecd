import * as z from 'zod/mini';
import { auditWrite } from '../kernel/audit.ts';
import { dayOf, startOfDay } from '../kernel/calendar.ts';
import type { KeptAnswer } from '../kernel/idempotency.ts';
import { answerWrite, findAnswer } from '../kernel/idempotency.ts';
import { sha256 } from '../kernel/ids.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryPage } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { type TransactionAnswer, transact, type Write } from '../kernel/table/transaction.ts';
import { endOf } from './account-review.ts';
import type { Account } from './balance.ts';
import { accountItem, accountOf, balanceWrite } from './balance-store.ts';
import { capWrite } from './cap-store.ts';
import { effectWrite } from './effect-store.ts';
import { entryItem } from './entry-item.ts';
import { endHold, entryWrite, readHeldUntil } from './entry-store.ts';
import { nextExpiryStep } from './expiry.ts';
import { headWrite } from './head-store.ts';
import type { CommitAnswer, KeptLot, LedgerChange } from './ledger-change.ts';
import { isActivity, type LedgerEntry } from './ledger-entry.ts';
import { calculateInactiveDay, type ExpiryPolicy, type PendingLot, policyName } from './lot.ts';
import { activeLotItem, lotWrite, pendingLotItem } from './lot-store.ts';
import { purchaseWrite } from './purchase-store.ts';
import { TAKEN_LOTS_MAX } from './reversal.ts';
import { rewardWrite } from './reward-store.ts';
import { nextStatementAt, type StatementSettings } from './statement.ts';
import type { TierSettings } from './tier.ts';
import { nextTierLook } from './tier-review.ts';

/** The ledger: what was booked, and the one way to book. */
export interface LedgerStore {
  /** Whether any event or booking has spoken of a member. */
  isKnown(memberId: string): Promise<boolean>;
  /** Empty for a member that nothing was booked for. */
  account(memberId: string): Promise<Account>;
  entry(memberId: string, entryId: string): Promise<LedgerEntry | undefined>;
  /** Until when (ISO-8601 in UTC) the points of an entry are held, if they still are. */
  heldUntil(memberId: string, entryId: string): Promise<string | undefined>;
  pendingLot(key: ItemKey): Promise<PendingLot | undefined>;
  activeLot(key: ItemKey): Promise<KeptLot | undefined>;
  /** What can be spent, those that expire soonest first; as many as one write may take from. */
  activeLots(memberId: string): Promise<readonly KeptLot[]>;
  /** What waits, those that are released soonest first. */
  pendingLots(memberId: string, most: number): Promise<readonly PendingLot[]>;
  keptAnswer(route: string, key: string): Promise<KeptAnswer | undefined>;
  /** Books one business operation, whole or not at all. */
  commit(change: LedgerChange): Promise<CommitAnswer>;
}

export interface LedgerStoreSettings {
  readonly dueShardCount: number;
  /** Of the days on which points expire. */
  readonly timeZone: string;
  readonly expiry: ExpiryPolicy;
  readonly tiers?: TierSettings | undefined;
  readonly statements?: StatementSettings | undefined;
  /** Only for what is forgotten after a time; what is booked carries its own. */
  readonly clock: () => Date;
}

const anyItem = z.object({});
/** What opens a lot that no entry does: lots that were made one. */
const GATHERED = 'GATHERED';

export const createLedgerStore = (table: Table, reader: ItemReader, settings: LedgerStoreSettings): LedgerStore => ({
  async isKnown(memberId) {
    const found = await Promise.all([
      reader.read(keys.points(memberId), anyItem),
      reader.read(keys.profile(memberId), anyItem),
    ]);
    return found.some((item) => item !== undefined);
  },

  account: async (memberId) => accountOf(await reader.read(keys.points(memberId), accountItem)),
  entry: (memberId, entryId) => reader.read(keys.ledgerEntry(memberId, entryId), entryItem),
  heldUntil: (memberId, entryId) => readHeldUntil(reader, memberId, entryId),
  pendingLot: (key) => reader.read(key, pendingLotItem),
  activeLot: (key) => reader.read(key, activeLotItem),

  async activeLots(memberId) {
    const { items } = await queryPage(
      table,
      lotsBeginningWith(keys.activeLot(memberId, ''), TAKEN_LOTS_MAX),
      activeLotItem,
    );
    return items;
  },

  async pendingLots(memberId, most) {
    const { PK, SK } = keys.pendingLot(memberId, '', '');
    const { items } = await queryPage(table, lotsBeginningWith({ PK, SK: SK.slice(0, -1) }, most), pendingLotItem);
    return items;
  },

  keptAnswer: (route, key) => findAnswer(table, route, key, settings.clock()),

  async commit(change) {
    const answer = await transact(table, writesOf(change, settings));
    return answer.committed ? 'COMMITTED' : reasonOf(answer);
  },
});

function lotsBeginningWith({ PK, SK }: ItemKey, most: number) {
  return {
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :lots)',
    ExpressionAttributeValues: { ':pk': PK, ':lots': SK },
    ConsistentRead: true,
    Limit: most,
  };
}

/** The writes of a change, by names that say what it means when their condition fails. */
function writesOf(change: LedgerChange, settings: LedgerStoreSettings): Record<string, Write> {
  const {
    entries,
    lots,
    head,
    purchase,
    cap,
    reward,
    hold,
    notices = [],
    effects = [],
    request,
    review,
    audit,
  } = change;
  const { dueShardCount, clock } = settings;
  const now = clock();
  const policy = policyName(settings.expiry);
  const openedBy = entries.at(-1)?.entryId ?? GATHERED;
  const reviewed = [review, change.tiering].flatMap((part) => part?.memberId ?? []);
  const members = [...new Set([...entries.map(({ memberId }) => memberId), ...reviewed])];
  const named: [string, Write][] = [
    ...entries.map((entry, index): [string, Write] => [`entry${index}`, entryWrite(entry, dueShardCount)]),
    ...members.map((memberId, index): [string, Write] => {
      const own = entries.filter((entry) => entry.memberId === memberId);
      const closing = index === 0 ? change.closing : undefined;
      const inactivity = inactivityAfter(own, settings, now);
      const watch = watchOf(memberId, change, inactivity, settings, now);
      const ofMember = { review: ownOf(review, memberId), tiering: ownOf(change.tiering, memberId) };
      const limits = { debtMax: change.debtMax, closing, ...ofMember, watch, inactivity, dueShardCount, now };
      return [`balance${index}`, balanceWrite(memberId, own, limits)];
    }),
    ...lots.map((change, index): [string, Write] => [
      `lot${index}`,
      lotWrite(change, { dueShardCount, openedBy, policy }),
    ]),
    ...notices.map((notice, index): [string, Write] => [`notice${index}`, noticeWrite(notice)]),
    ...effects.map((effect, index): [string, Write] => [`effect${index}`, effectWrite(effect)]),
  ];
  if (head !== undefined) named.push(['head', headWrite(head.previous, head.next)]);
  if (purchase !== undefined) named.push(['purchase', purchaseWrite(purchase)]);
  if (reward !== undefined) named.push(['reward', rewardWrite(reward)]);
  if (hold !== undefined) named.push(['hold', endHold(hold, dueShardCount)]);
  if (cap !== undefined) named.push(['cap', capWrite(cap)]);
  if (request !== undefined) named.push(['request', answerWrite(request.route, request.key, request, now)]);
  if (audit !== undefined) {
    const { memberId: subject, ...record } = audit;
    const id = sha256(entries.map(({ memberId, entryId }) => `${memberId} ${entryId}`).join(' ')).slice(0, 24);
    named.push(['audit', auditWrite({ ...record, subject, at: now.toISOString(), id })]);
  }
  return Object.fromEntries(named);
}

const ownOf = <T extends { readonly memberId: string }>(part: T | undefined, memberId: string): T | undefined =>
  part?.memberId === memberId ? part : undefined;

/** By when an account is to be looked at for the lots and the tier that it gains, and to be told of them. */
function watchOf(
  memberId: string,
  { lots, gainer, tiering }: LedgerChange,
  inactivity: { readonly day: string; readonly at: string } | undefined,
  { timeZone, expiry, tiers, statements }: LedgerStoreSettings,
  now: Date,
) {
  const gained = lots.flatMap((each) =>
    each.kind === 'ADD_ACTIVE' && each.lot.memberId === memberId ? [each.lot] : [],
  );
  if (gained.length > 0 && gainer === undefined) throw new Error('whoever gains lots has to be named, as it was read');
  // Gained by what the member just did, points end when that leads to.
  const inactiveDay = expiry.kind === 'inactivity' ? (inactivity?.day ?? gainer?.inactiveDay) : undefined;
  const ofLots = gained.flatMap((lot) => nextExpiryStep(endOf(lot, inactiveDay), now, timeZone)?.at ?? []);
  const own = ownOf(tiering, memberId);
  const isMoved = own !== undefined && (own.standing !== own.account.standing || own.trials !== own.account.trials);
  const look = isMoved && tiers !== undefined ? nextTierLook(own, tiers, dayOf(now.getTime(), timeZone)) : undefined;
  const ofTier = look === undefined ? [] : [new Date(startOfDay(look, timeZone)).toISOString()];
  const ofStatement = gained.length > 0 && statements !== undefined ? [nextStatementAt(now, statements, timeZone)] : [];
  const steps = [...ofLots, ...ofTier, ...ofStatement];
  if (steps.length === 0) return undefined;
  const [at = ''] = [...steps, ...(inactivity === undefined ? [] : [inactivity.at])].sort();
  // What is over already is looked at now: an earlier instant would say that later steps were not taken yet.
  const soonest = now.toISOString();
  return { at: at < soonest ? soonest : at, known: (gainer ?? own?.account)?.dueAt };
}

/** What inactivity leads to after entries that show the member at work, if that is the policy. */
function inactivityAfter(entries: readonly LedgerEntry[], { expiry, timeZone }: LedgerStoreSettings, now: Date) {
  if (!entries.some(isActivity)) return undefined;
  const day = calculateInactiveDay(now.getTime(), expiry, timeZone);
  const next = day === undefined ? undefined : nextExpiryStep(day, now, timeZone);
  return day === undefined || next === undefined ? undefined : { day, at: next.at };
}

/** What came first decides: an entry that is there says that all of it is done. */
function reasonOf({ failed }: Extract<TransactionAnswer<string>, { committed: false }>): CommitAnswer {
  if ([...failed].some((name) => name.startsWith('entry'))) return 'RECORDED_BEFORE';
  if (failed.has('request')) return 'REQUEST_SEEN';
  return failed.size === 1 && failed.has('cap') ? 'CAP_REACHED' : 'CHANGED_MEANWHILE';
}
