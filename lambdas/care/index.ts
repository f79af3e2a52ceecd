export { createCareStore, RECOVERY_RULE, TICKET_RULE, ticketIdOf } from './care-store.ts';
export { createMergeCare } from './merge-care.ts';
export { createReadCare } from './read-care.ts';
export { createReadReturnDays } from './read-return-days.ts';
export { createTakeRecoveryStep } from './take-recovery-step.ts';
export { createWatchTicket } from './watch-ticket.ts';
