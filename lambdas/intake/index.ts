export { type Contact, knownTraits } from './contact.ts';
export { BIRTHDAY_RULE, createContactStore, readContact } from './contact-store.ts';
export { isKnownEvent } from './event-facts.ts';
export { intakeSchemas } from './intake-schemas.ts';
export { createMergeContacts } from './merge-contacts.ts';
export { mergePlaces, type Place } from './place.ts';
export { createWatchBirthday } from './watch-birthday.ts';
