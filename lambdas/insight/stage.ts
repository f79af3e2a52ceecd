/** Where a member stands with the shop, in the order of a member's way. */
export const STAGES = ['new', 'activated', 'active', 'at-risk', 'dormant', 'churned', 'won-back'] as const;
export type Stage = (typeof STAGES)[number];

/** Why a member of the past has a first stage: it was found in it. */
export const FOUND_REASON = 'IMPORTED';
