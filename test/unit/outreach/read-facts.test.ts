import { expect, test } from 'vitest';
import { type Place, placeOf } from '../../../lambdas/intake/place.ts';
import { createReadFacts } from '../../../lambdas/outreach/read-facts.ts';

const day = (number: number) => `2026-06-${String(number).padStart(2, '0')}T00:00:00.000Z`;
const POINTS = { activePoints: 120, pendingPoints: 30 };

interface Told {
  readonly profile?: { readonly place: Place; readonly forwardTo?: string };
  readonly contact?: { readonly place: Place; readonly forwardTo?: string };
  readonly accountForwardTo?: string;
}

const readFacts = ({ profile, contact, accountForwardTo }: Told) =>
  createReadFacts({
    profile: async () => profile,
    contact: async () => ({ traits: { email: { value: 'lin@mail.example', at: day(1) } }, place: {}, ...contact }),
    care: async () => ({}),
    account: async () => ({ facts: POINTS, forwardTo: accountForwardTo }),
  })('m-1');

test('where a member lives that only the contact knows yet counts at once', async () => {
  const place = placeOf({ timeZone: 'Europe/Berlin', country: 'DE', locale: 'de' }, day(1));
  const { facts } = await readFacts({ contact: { place } });
  expect(facts).toEqual({
    ...{ timeZone: 'Europe/Berlin', country: 'DE', locale: 'de' },
    ...{ traits: { email: 'lin@mail.example' }, ...POINTS },
  });
});

test.each([
  { profileDay: 1, contactDay: 2, timeZone: 'Europe/Berlin' },
  { profileDay: 2, contactDay: 1, timeZone: 'Asia/Tokyo' },
])('of the profile of day $profileDay and the contact of day $contactDay the newer says $timeZone', async (given) => {
  const { facts } = await readFacts({
    profile: { place: placeOf({ timeZone: 'Asia/Tokyo', locale: 'ja' }, day(given.profileDay)) },
    contact: { place: placeOf({ timeZone: 'Europe/Berlin', country: 'DE' }, day(given.contactDay)) },
  });
  // Each by itself: what one of them does not say the other does.
  expect(facts).toMatchObject({ timeZone: given.timeZone, locale: 'ja', country: 'DE' });
});

test.each([
  [{ profile: { place: {}, forwardTo: 'm-2' } }, 'm-2'],
  [{ contact: { place: {}, forwardTo: 'm-2' } }, 'm-2'],
  [{ accountForwardTo: 'm-2' }, 'm-2'],
  [{}, undefined],
])('whoever says of %j that it was merged is believed', async (told: Told, forwardTo) => {
  expect((await readFacts(told)).forwardTo).toBe(forwardTo);
});
