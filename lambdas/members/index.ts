export { memberRoutes } from './member-api.ts';
export { readProfileEvent } from './profile-event.ts';
export { createProfileStore } from './profile-store.ts';
