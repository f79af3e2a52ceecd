export { createAnnounceSends } from './announce-sends.ts';
export { consentRoutes } from './consent-api.ts';
export { readConsentEvent } from './consent-event.ts';
export { createMergeOutreach } from './merge-outreach.ts';
export { outreachRoutes } from './outreach-api.ts';
export { createOutreachStore } from './outreach-store.ts';
export { createSendStaging } from './staging-queue.ts';
