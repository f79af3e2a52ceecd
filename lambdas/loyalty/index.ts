export { readEntryEvent } from './entry-event.ts';
export { createLedgerStore } from './ledger-store.ts';
export { RELEASE_RULE } from './lot-store.ts';
export { createReleasePoints } from './release-points.ts';
