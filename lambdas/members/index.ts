export { readProfileEvent } from './profile-event.ts';
