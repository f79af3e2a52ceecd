import type { Customer } from './customer.ts';
import { createDice, type Dice } from './random.ts';

const DAY_MS = 86_400_000;
/** How many say yes at the checkout, by channel and topic. */
const SHARES = {
  email: { account: 0.9, points: 0.75, offers: 0.6 },
  sms: { account: 0.4, offers: 0.2 },
} as const;
const DECLINE_SHARE = 0.12;
const CHANGE_OF_MIND_SHARE = 0.1;
const CHANGES_AFTER_DAYS = [5, 100] as const;

/** What a member tells the shop of being written to, and when (milliseconds since the epoch). */
export interface ShopConsent {
  readonly atMs: number;
  readonly memberId: string;
  readonly source: string;
  readonly consents: readonly {
    readonly channel: string;
    readonly topic: string;
    readonly status: 'GRANTED' | 'WITHDRAWN';
  }[];
}

/** What a person says when it signs up, and later: most agree to something, some to nothing, a few take offers back. */
export function planConsents({ memberId }: Customer, seed: number, signedUpMs: number): readonly ShopConsent[] {
  const dice = createDice(seed, 'consents', memberId);
  const given = dice.chance(DECLINE_SHARE) ? [] : withSurveys(chooseConsents(dice));
  if (given.length === 0) return [];
  const signUp = { atMs: signedUpMs, memberId, source: 'sign-up form', consents: given };
  const offers = given.filter(({ topic }) => topic === 'offers');
  if (offers.length === 0 || !dice.chance(CHANGE_OF_MIND_SHARE)) return [signUp];
  const atMs = signedUpMs + dice.between(...CHANGES_AFTER_DAYS) * DAY_MS;
  const consents = offers.map((each) => ({ ...each, status: 'WITHDRAWN' as const }));
  return [signUp, { atMs, memberId, source: 'member page', consents }];
}

const chooseConsents = (dice: Dice): ShopConsent['consents'] =>
  Object.entries(SHARES).flatMap(([channel, topics]) =>
    Object.entries(topics).flatMap(([topic, share]) =>
      dice.chance(share) ? [{ channel, topic, status: 'GRANTED' as const }] : [],
    ),
  );

/** Who wants to know about points does not mind a question either. */
const withSurveys = (given: ShopConsent['consents']): ShopConsent['consents'] =>
  given.flatMap((each) => (each.topic === 'points' ? [each, { ...each, topic: 'surveys' }] : [each]));
