export { RELEASE_RULE } from './earning-store.ts';
export { readEntryEvent } from './entry-event.ts';
export { createReleasePoints } from './release-points.ts';
export { createReleaseStore } from './release-store.ts';
