import { Cron } from 'croner';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_WALL_MS = Date.UTC(2200, 0, 1) - 1;

type Fail = (expected: string) => never;

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
  /** What may stand in place of a number, a range or a step. */
  readonly special: RegExp | undefined;
  readonly expected: string;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', min: 0, max: 59, names: [], special: undefined, expected: '0-59 with , - * /' },
  { name: 'hours', min: 0, max: 23, names: [], special: undefined, expected: '0-23 with , - * /' },
  {
    name: 'day of month',
    min: 1,
    max: 31,
    names: [],
    special: /^(L|([1-9]|[12]\d|3[01])W)$/,
    expected: '1-31 with , - * ? / L W',
  },
  { name: 'month', min: 1, max: 12, names: MONTHS, special: undefined, expected: '1-12 or JAN-DEC with , - * /' },
  {
    name: 'day of week',
    min: 1,
    max: 7,
    names: WEEKDAYS,
    special: /^([1-7]?L|[1-7]#[1-5])$/,
    expected: '1-7 or SUN-SAT with , - * ? L #',
  },
  { name: 'year', min: 1970, max: 2199, names: [], special: undefined, expected: '1970-2199 with , - * /' },
];

/**
 * Parses the fields within `cron(…)`: minutes, hours, day of month, month, day of week, year. The result gives the
 * next wall-clock time after another one. `fail` is told what was expected.
 */
export function parseCron(body: string, fail: Fail): (afterWallMs: number) => number | undefined {
  const texts = body.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) {
    fail('expected six fields in cron(minutes hours day-of-month month day-of-week year)');
  }
  if ((texts[2] === '?') === (texts[4] === '?')) fail('expected ? in exactly one of day of month and day of week');
  const fields = FIELDS.map((field, index) => translateField(field, texts[index] ?? '', fail));
  // UTC, because the times are those of a wall clock; the seconds come first.
  const cron = new Cron(`0 ${fields.join(' ')}`, {
    mode: '7-part',
    timezone: 'UTC',
    alternativeWeekdays: true,
    paused: true,
  });
  return (afterWallMs) => {
    const wallMs = cron.nextRun(new Date(afterWallMs))?.getTime();
    return wallMs === undefined || wallMs > LAST_WALL_MS ? undefined : wallMs;
  };
}

function translateField(field: Field, text: string, fail: Fail): string {
  const mayBeAny = field.name.startsWith('day of');
  if (text === '*' || (text === '?' && mayBeAny)) return '*';
  const items = text.split(',');
  if (items.length > 1 && text.includes('#')) fail(`# stands alone in ${field.name}, given "${text}"`);
  return items.map((item) => translateItem(field, item, fail)).join(',');
}

/** One item of a list, in the words of croner: names as numbers, `0/15` with its end, `6L` as `6#L`. */
function translateItem(field: Field, item: string, fail: Fail): string {
  const failField = (): never => fail(`${field.name} is ${field.expected}, given "${item}"`);
  const upper = item.toUpperCase().replaceAll(/[A-Z]{3,}/g, (name) => {
    const index = field.names.indexOf(name);
    return index < 0 ? name : String(index + 1);
  });
  if (field.special?.test(upper) === true) {
    if (field.name !== 'day of week') return upper;
    // L alone is the last day of the week, Saturday; after a day it is the last such day of the month.
    return upper === 'L' ? '7' : upper.replace(/^(\d)L$/, '$1#L');
  }
  const [, first = '', last, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(upper) ?? [];
  const [from, to] = first === '*' ? [field.min, field.max] : [Number(first), Number(last ?? first)];
  const isValid = first !== '' && from >= field.min && to <= field.max && from <= to && step !== '0';
  if (!isValid || (first === '*' && last !== undefined)) failField();
  if (step === undefined) return from === to ? String(from) : `${from}-${to}`;
  return `${from}-${last === undefined ? field.max : to}/${step}`;
}
