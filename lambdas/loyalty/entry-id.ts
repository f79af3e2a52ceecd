import { sha256 } from '../kernel/ids.ts';

const HASH_DIGITS = 24;

/** Entries are named after their cause, so that one cause has one entry, however often it is told. */
export const earnEntryId = (orderId: string): string => `EARN#${orderId}`;
export const releaseEntryId = (orderId: string): string => `RELEASE#${orderId}`;

/** A return is a cause of its own. Hashed, so that no two pairs of ids make one name. */
export const reverseEntryId = (orderId: string, refundId: string): string =>
  `${reversalsOf(orderId)}${shortHash(refundId)}`;

/** What the entries of all returns of an order begin with. */
export const reversalsOf = (orderId: string): string => `REVERSE#${orderId}#`;

/** What the entries of all orders begin with, and of all that came back of them. */
export const ORDER_ENTRIES = ['EARN#', 'REVERSE#'] as const;

/** `occasion` tells one event of the action from another. */
export const actionEntryId = (action: string, occasion: string): string => `ACTION#${action}#${shortHash(occasion)}`;
export const actionReleaseEntryId = (action: string, occasion: string): string =>
  `RELEASE#${action}#${shortHash(occasion)}`;

export const adjustEntryId = (requestKey: string): string => `ADJUST#${shortHash(requestKey)}`;

/** Both sides of a merge, step by step. */
export const mergeEntryId = (fromId: string, toId: string, step: number): string =>
  `MERGE#${shortHash(JSON.stringify([fromId, toId]))}#${step}`;

/** `openedBy` tells lots of one expiry day apart: one that was emptied, and one that was opened later. */
export const expireEntryId = (expiryDay: string, openedBy: string): string =>
  `EXPIRE#${expiryDay}#${shortHash(openedBy)}`;
export const expiryNoticeId = (expiryDay: string, openedBy: string, daysLeft: number): string =>
  `EXPIRY#${expiryDay}#${shortHash(openedBy)}#${daysLeft}`;

/** A member is told of the points of a month once. */
export const statementNoticeId = (month: string): string => `STATEMENT#${month}`;

/** A member is told of a change of the tier once a day. */
export const tierNoticeId = (name: string, day: string): string => `TIER#${name}#${day}`;

/** What expired comes back once. */
export const reinstateEntryId = (expireId: string): string => `REINSTATE#${shortHash(expireId)}`;

/** A redemption is named after its request's key; the entry after the redemption. */
export const spendEntryId = (requestKey: string): string => spendEntryOf(shortHash(requestKey));
export const spendEntryOf = (redemptionId: string): string => `SPEND#${redemptionId}`;
export const redemptionIdOf = (entryId: string): string => entryId.slice('SPEND#'.length);
export const cancelEntryId = (redemptionId: string): string => `CANCEL#${redemptionId}`;
export const refundEntryId = (redemptionId: string, refundId: string): string =>
  `REFUND#${redemptionId}#${shortHash(refundId)}`;

const shortHash = (text: string): string => sha256(text).slice(0, HASH_DIGITS);
