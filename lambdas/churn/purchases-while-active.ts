/** Of an active buyer: the rate is Gamma(shape, rate), dropout after a purchase is Beta(a, b); rate is a time. */
export interface ActiveBuyer {
  readonly shape: number;
  readonly rate: number;
  readonly a: number;
  readonly b: number;
}

/** More terms are never needed where the series is faster than {@link averageDropouts}. */
const TERMS_MAX = 1_000;
/** What is left of the series when it ends, as a share of its sum. */
const PRECISION = 1e-14;
/** How many times larger than the result what cancels out may be: it leaves eleven digits. */
const CANCELLED_MAX = 1e4;

/** Purchases that an active buyer is expected to make within `duration`, in the unit of the rate; to ten digits. */
export function expectWhileActive(buyer: ActiveBuyer, duration: number): number {
  if (duration <= 0) return 0;
  const ahead = duration / buyer.rate;
  return sumSeries(buyer, ahead) ?? averageDropouts(buyer, ahead);
}

/**
 * (a + b − 1) / (a − 1) · (1 − (1 − z)^shape · 2F1(shape, b; a + b − 1; z)), z = ahead / (1 + ahead), in equation 10 of Fader,
 * Hardie and Lee (2005). Euler's transformation makes it (1 − z)^(a − 1) · 2F1(a + b − 1 − shape, a − 1; a + b − 1; z), where
 * frequencies cancel out. The first term of the series is taken out and the fraction multiplied in, so that it also holds
 * where a or a + b is 1. Undefined where too many digits cancel out, or the terms have no end.
 */
function sumSeries({ shape, a, b }: ActiveBuyer, ahead: number): number | undefined {
  const logActive = -Math.log1p(ahead);
  const excess = a - 1;
  const direct = excess === 0 ? -logActive : -Math.expm1(excess * logActive) / excess;
  const c = a + b - 1;
  const n = c - shape;
  const z = ahead / (1 + ahead);
  // From 2F1(n, a − 1; c; z): (n)_k (a)_(k−1) / ((c + 1)_(k−1) k!) · z^k, k from 1; the power of 1 − z before large terms.
  let term = Math.exp(excess * logActive) * n * z;
  let sum = term;
  let largest = Math.max(Math.abs(c * direct), Math.abs(term));
  for (let k = 1; k < TERMS_MAX; k += 1) {
    term *= ((n + k) * (a + k - 1) * z) / ((c + k) * (k + 1));
    sum += term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    if (size <= PRECISION * (1 - z) * Math.abs(sum)) {
      const expected = c * direct - sum;
      return largest <= CANCELLED_MAX * expected ? expected : undefined;
    }
  }
  return undefined;
}

/** Between points, in logits of p; of narrow distributions as a share of their deviation. Either leaves some twelve digits. */
const STEP_MAX = 0.2;
const STEP_OF_DEVIATION = 0.5;
/** A share below what a double tells from 0, and its logarithm. */
const NOTHING = 1e-17;
const LOG_NOTHING = -38;

/**
 * The mean over dropouts p, which are Beta(a, b), of (1 − (1 + p · ahead)^−shape) / p, which is what is expected of a buyer
 * who drops out so: by the trapezoidal rule over the logits of p, where it converges exponentially (Trefethen and Weideman,
 * 2014, The Exponentially Convergent Trapezoidal Rule). All that is added is positive: nothing cancels out, and with more
 * time ahead each part is larger.
 */
function averageDropouts({ shape, a, b }: ActiveBuyer, ahead: number): number {
  const step = Math.min(STEP_MAX, STEP_OF_DEVIATION * Math.sqrt(1 / a + 1 / b));
  const mode = Math.log(a / b);
  const logPeak = -a * Math.log1p(b / a) - b * Math.log1p(a / b);
  let [sum, weights] = [0, 0];
  /** Adds the points of one side up to where nothing is left, or all falls off by the same share from point to point. */
  const addSide = (direction: 1 | -1, from: number, flat: number, decay: number) => {
    for (let point = from; ; point += 1) {
      const logit = mode + direction * point * step;
      const logP = -Math.log1p(Math.exp(-logit));
      const weight = Math.exp(a * logP - b * Math.log1p(Math.exp(logit)) - logPeak);
      const p = Math.exp(logP);
      const part = (weight * -Math.expm1(-shape * Math.log1p(p * ahead))) / p;
      const isFlat = direction * logit > flat;
      const share = isFlat ? -1 / Math.expm1(-decay * step) : 1;
      weights += weight * share;
      sum += part * share;
      if (isFlat || (weight < NOTHING * weights && part < NOTHING * sum)) return;
    }
  };
  addSide(-1, 0, Math.log(Math.max(shape * ahead, ahead, a, b, 1)) - LOG_NOTHING, a);
  addSide(1, 1, Math.log(Math.max(a, b, 1)) - LOG_NOTHING, b);
  return sum / weights;
}
