/**
 * What members and those who help them tell of a request for help. A bad rating may bring points, and an answer may save
 * the shop from it: none of them is for a key that everybody has.
 */
export const TICKET_EVENTS = ['Ticket Opened', 'Ticket Answered', 'Ticket Resolved', 'Ticket Rated'] as const;

/** Ratings go from 1, the worst, to this. */
export const RATING_MAX = 10;
