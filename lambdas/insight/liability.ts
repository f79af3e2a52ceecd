import { LOT_BUCKETS, type LotBucket } from './lot-counts.ts';

/** What points are worth: minor units for each, and how many of them (in percent, two decimals) are expected to be redeemed. */
export interface PointValue {
  readonly minorUnitsPerPoint: number;
  readonly rate: number;
}

/** In minor units of the programme's currency. */
export interface LiabilityValue {
  readonly faceMinor: number;
  /** What will be redeemed by the assumed rate, rounded down. */
  readonly expectedMinor: number;
  /** The rest of the face value. */
  readonly breakageMinor: number;
}

export interface LiabilityLine {
  readonly pendingPoints: number;
  readonly activePoints: number;
  /** Absent where points have no value in money. */
  readonly value?: LiabilityValue;
}

export interface LiabilityMonth extends LiabilityLine {
  /** The month (`yyyy-mm`) in which the points expire, or `never`. */
  readonly month: string;
}

/** What lies in the lots of a bucket, and what the balances say of it. */
export interface Reconciliation {
  readonly bucket: LotBucket;
  readonly lots: number;
  readonly balances: number;
  /** Lots less balances: 0, or the report can not be relied on. */
  readonly difference: number;
}

export interface Liability {
  /** The programme's; a rate is from 0 to 1. */
  readonly assumed?: { readonly minorUnitsPerPoint: number; readonly redemptionRate: number };
  /** Of the points that were spent or expired so far; null where none were. */
  readonly measured: { readonly spent: number; readonly expired: number; readonly redemptionRate: number | null };
  readonly months: readonly LiabilityMonth[];
  /** The sum of the months, each as it is rounded. */
  readonly total: LiabilityLine;
  /** What members owe, at or below zero: a claim of its own, by which no month is lowered. */
  readonly owed: { readonly points: number; readonly faceMinor?: number };
  readonly reconciliation: readonly Reconciliation[];
}

/** Totals of counters, by dimension. */
type Counted = ReadonlyMap<string, number>;

/** Parts of a whole that a percentage with two decimals counts. */
const RATE_PARTS = 10_000;

/**
 * The liability of outstanding points: points × value of a point × redemption rate, by month of expiry.
 * @param lots counters `liability` of all lots, by bucket and month
 * @param balances counters `points` of all balances, by bucket
 * @throws RangeError where an amount is beyond what a number holds exactly
 */
export function calculateLiability(lots: Counted, balances: Counted, value: PointValue | undefined): Liability {
  const months = listMonths(lots).map((month): LiabilityMonth => {
    const pendingPoints = lots.get(`pending#${month}`) ?? 0;
    const activePoints = lots.get(`active#${month}`) ?? 0;
    const points = pendingPoints + activePoints;
    return { month, pendingPoints, activePoints, ...(value && { value: valuePoints(points, value) }) };
  });
  const balance = (bucket: string) => balances.get(bucket) ?? 0;
  const owed = balance('negative');
  const total = totalOf(months, value !== undefined);
  return {
    ...(value && {
      assumed: { minorUnitsPerPoint: value.minorUnitsPerPoint, redemptionRate: rateParts(value) / RATE_PARTS },
    }),
    measured: measure(balance('spent'), balance('expired')),
    months,
    total,
    owed: { points: owed, ...(value && { faceMinor: exact(faceOf(owed, value)) }) },
    reconciliation: LOT_BUCKETS.map((bucket) => {
      const inLots = total[`${bucket}Points`];
      return { bucket, lots: inLots, balances: balance(bucket), difference: inLots - balance(bucket) };
    }),
  };
}

/** Buckets whose lots are not what the balances say. */
export const differencesOf = ({ reconciliation }: Pick<Liability, 'reconciliation'>): readonly Reconciliation[] =>
  reconciliation.filter(({ difference }) => difference !== 0);

/** Months with points, the nearest first; points that never expire come last. */
function listMonths(lots: Counted): readonly string[] {
  const present = [...lots].filter(([, points]) => points !== 0).map(([dimension]) => dimension.split('#')[1] ?? '');
  return [...new Set(present)].sort();
}

function valuePoints(points: number, value: PointValue): LiabilityValue {
  const face = faceOf(points, value);
  const expected = (face * BigInt(rateParts(value))) / BigInt(RATE_PARTS);
  return { faceMinor: exact(face), expectedMinor: exact(expected), breakageMinor: exact(face - expected) };
}

const faceOf = (points: number, { minorUnitsPerPoint }: PointValue): bigint =>
  BigInt(points) * BigInt(minorUnitsPerPoint);

const rateParts = ({ rate }: PointValue): number => Math.round((rate * RATE_PARTS) / 100);

function exact(minorUnits: bigint): number {
  const number = Number(minorUnits);
  if (!Number.isSafeInteger(number))
    throw new RangeError(`${minorUnits} minor units are more than can be told exactly`);
  return number;
}

function totalOf(months: readonly LiabilityMonth[], hasValue: boolean): LiabilityLine {
  const sum = (of: (month: LiabilityMonth) => number) =>
    exact(months.reduce((all, month) => all + BigInt(of(month)), 0n));
  const sumOf = (name: keyof LiabilityValue) => sum(({ value }) => value?.[name] ?? 0);
  const value = {
    faceMinor: sumOf('faceMinor'),
    expectedMinor: sumOf('expectedMinor'),
    breakageMinor: sumOf('breakageMinor'),
  };
  return {
    pendingPoints: sum(({ pendingPoints }) => pendingPoints),
    activePoints: sum(({ activePoints }) => activePoints),
    ...(hasValue ? { value } : {}),
  };
}

function measure(spent: number, expired: number): Liability['measured'] {
  const settled = spent + expired;
  return { spent, expired, redemptionRate: settled > 0 ? spent / settled : null };
}
