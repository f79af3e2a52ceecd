export { knownTraits } from './contact.ts';
export { createContactStore } from './contact-store.ts';
export { isKnownEvent } from './event-facts.ts';
export { intakeSchemas } from './intake-schemas.ts';
export { createMergeContacts } from './merge-contacts.ts';
