export { readEntryEvent } from './entry-event.ts';
export { createExpirePoints } from './expire-points.ts';
export { isSameMember } from './find-holder.ts';
export { createLedgerStore } from './ledger-store.ts';
export { EXPIRY_RULE, RELEASE_RULE } from './lot-store.ts';
export { createMergeAccounts, type MergeAccounts } from './merge-accounts.ts';
export { loyaltyRoutes } from './points-api.ts';
export { createReleasePoints } from './release-points.ts';
