export { createContactStore } from './contact-store.ts';
export { isKnownEvent } from './event-facts.ts';
