export { ACCOUNT_RULE } from './balance-store.ts';
export { readEntryEvent } from './entry-event.ts';
export { isSameMember } from './find-holder.ts';
export { createLedgerStore } from './ledger-store.ts';
export { RELEASE_RULE } from './lot-store.ts';
export { createMergeAccounts, type MergeAccounts } from './merge-accounts.ts';
export { loyaltyRoutes } from './points-api.ts';
export { createReleasePoints } from './release-points.ts';
export { createWatchAccount } from './watch-account.ts';
