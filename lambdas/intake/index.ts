export { knownTraits } from './contact.ts';
export { BIRTHDAY_RULE, createContactStore, readContact } from './contact-store.ts';
export { isKnownEvent } from './event-facts.ts';
export { intakeSchemas } from './intake-schemas.ts';
export { createMergeContacts } from './merge-contacts.ts';
export { createWatchBirthday } from './watch-birthday.ts';
