import { CATEGORIES } from './catalogue.ts';
import { createDice } from './random.ts';

/** A person of the simulated shop, plainly made up; all of it follows from the seed and the number. */
export interface Customer {
  readonly memberId: string;
  readonly anonymousId: string;
  readonly phone: string;
  /** As shops are told it: what somebody likes to be called. */
  readonly name: string;
  readonly locale: string;
  /** What the device tells; nothing for some. */
  readonly timeZone: string | undefined;
  readonly region: string;
  readonly gender: string;
  readonly birthday: string;
  /** Visits a week in the long run. */
  readonly visitsPerWeek: number;
  /** How likely a visit ends with an order. */
  readonly buysPerVisit: number;
  /** The hour of the day at which visits gather, 0 to 23. */
  readonly hour: number;
  readonly tastes: readonly string[];
  /** Days after which the person stays away for some time, and for how long. */
  readonly fadesAfterDays: number;
  readonly staysAwayDays: number;
}

const REGIONS = ['Jiangsu', 'Zhejiang', 'Guangdong', 'Sichuan', 'Hubei', 'Shandong'];
/** Most live where the shop is; a few are away. */
const ZONES = ['Asia/Shanghai', 'Asia/Shanghai', 'Asia/Shanghai', 'Asia/Tokyo', 'Europe/London', 'America/Los_Angeles'];
const NAMES = {
  'zh-CN': ['小雨', '晓晨', '阿宁', '若溪', '子墨', '小满', '林夏', '安然', '思远', '小禾', '知秋', '阿青'],
  en: ['Robin', 'Alex', 'Sam', 'Kim', 'Jo', 'Charlie', 'Lee', 'Max', 'Noa', 'Toni'],
} as const;
const FIRST_PHONE = 13_900_000_000;
const BIRTH_YEARS = [1961, 2006] as const;

/** Most pass by once; some come now and then, a few keep coming. */
const KINDS = [
  { upTo: 0.78, visitsPerWeek: [0.03, 0.12], buysPerVisit: [0.2, 0.5] },
  { upTo: 0.95, visitsPerWeek: [0.3, 1.1], buysPerVisit: [0.1, 0.3] },
  { upTo: 1, visitsPerWeek: [1.2, 3.5], buysPerVisit: [0.08, 0.2] },
] as const;

export function createCustomer(seed: number, number: number): Customer {
  const dice = createDice(seed, 'customer', number);
  const within = ([least, most]: readonly [number, number]) => least + dice.next() * (most - least);
  const chance = dice.next();
  const kind = KINDS.find(({ upTo }) => chance < upTo) ?? KINDS[0];
  const twoDigits = (most: number) => String(dice.between(1, most)).padStart(2, '0');
  const locale = dice.chance(0.75) ? 'zh-CN' : 'en';
  return {
    memberId: `sim-${number}`,
    name: createDice(seed, 'name', number).pick(NAMES[locale]),
    locale,
    phone: `+86${FIRST_PHONE + number}`,
    anonymousId: `sim-visitor-${number}`,
    region: dice.pick(REGIONS),
    gender: dice.pick(['female', 'male']),
    birthday: `${dice.between(...BIRTH_YEARS)}-${twoDigits(12)}-${twoDigits(28)}`,
    visitsPerWeek: within(kind.visitsPerWeek),
    buysPerVisit: within(kind.buysPerVisit),
    hour: dice.pick([8, 12, 13, 19, 20, 21, 22]),
    tastes: [dice.pick(CATEGORIES), dice.pick(CATEGORIES)],
    fadesAfterDays: dice.between(20, 240),
    staysAwayDays: dice.between(20, 200),
    timeZone: dice.chance(0.9) ? dice.pick(ZONES) : undefined,
  };
}
