/** Where a member stands, by days since the last order and since the last visit; in the order of a member's way. */
export const STAGES = ['new', 'activated', 'active', 'at-risk', 'dormant', 'churned', 'won-back'] as const;
export type Stage = (typeof STAGES)[number];
