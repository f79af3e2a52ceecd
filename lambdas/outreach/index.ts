export { createAnnounceSends } from './announce-sends.ts';
export { outreachRoutes } from './outreach-api.ts';
export { createSendStaging } from './staging-queue.ts';
