import { createDice } from '../../../local/shop/random.ts';
import type { Channel, Person } from './book.ts';
import { PLACES, type Place } from './places.ts';

/** What somebody is going to do in the month; hours are counted from its beginning. */
export interface Life {
  readonly person: Person;
  readonly joinsAtHour: number;
  /** Month and day; undefined where nobody is told. */
  readonly birthday: string | undefined;
  readonly wishes: readonly Wish[];
  /** Takes its consent to offers back, in the first night after that hour. */
  readonly leaves: { readonly afterHour: number; readonly channel: Channel; readonly by: 'API' | 'LINK' } | undefined;
  /** Wants offers after all. */
  readonly opensAtHour: number | undefined;
  /** Lives in another place from some minute of that hour on. */
  readonly moves: { readonly atHour: number; readonly to: Place } | undefined;
  /** The address is dead from that hour on. */
  readonly dies: { readonly atHour: number; readonly channel: Channel } | undefined;
}

export interface Wish {
  readonly channel: Channel;
  readonly topic: string;
  readonly status: 'GRANTED' | 'WITHDRAWN';
}

export interface MonthSettings {
  readonly seed: number;
  readonly hours: number;
  /** A member lives in each. */
  readonly places: readonly Place[];
  /** Days (month and day) some of the members have their birthdays on. */
  readonly birthdays: readonly string[];
}

const ASKED = { account: 0.5, points: 0.6, offers: 0.75 };
const MOVES = 0.5;
const MOVES_AFTER_HOURS = 4;
/** Whoever moves tells its zone: of a country alone the zone that was told before would still be known. */
const ZONED = PLACES.filter(({ traits }) => 'timezone' in traits);
const FIRST_PHONE = 13_800_138_000;

export const createLives = (settings: MonthSettings): readonly Life[] =>
  settings.places.map((place, number) => createLife(place, number, settings));

function createLife(place: Place, number: number, { seed, hours, birthdays }: MonthSettings): Life {
  const dice = createDice(seed, 'life', number);
  const hour = () => dice.between(1, hours);
  const channel = () => dice.pick(['email', 'sms'] as const);
  const joinsAtHour = dice.between(0, Math.floor(hours / 3));
  return {
    person: {
      memberId: `month-${number}`,
      email: `month.${number}@mail.example`,
      phone: `+86${FIRST_PHONE + number}`,
      locale: dice.pick(['en', 'zh-CN']),
      place,
    },
    joinsAtHour,
    birthday: dice.chance(0.4) ? dice.pick(birthdays) : undefined,
    wishes: [
      ...(['email', 'sms'] as const).flatMap((each) =>
        Object.entries(ASKED).flatMap(([topic, share]): Wish[] =>
          dice.chance(share) ? [{ channel: each, topic, status: 'GRANTED' }] : [],
        ),
      ),
      ...(dice.chance(0.1) ? [{ channel: 'email', topic: 'orders', status: 'WITHDRAWN' } as const] : []),
    ],
    leaves: dice.chance(0.35)
      ? { afterHour: joinsAtHour, channel: channel(), by: dice.pick(['API', 'LINK']) }
      : undefined,
    opensAtHour: dice.chance(0.3) ? hour() : undefined,
    dies: dice.chance(0.15) ? { atHour: hour(), channel: channel() } : undefined,
    moves: dice.chance(MOVES)
      ? { atHour: dice.between(joinsAtHour + MOVES_AFTER_HOURS, hours), to: dice.pick(ZONED) }
      : undefined,
  };
}
