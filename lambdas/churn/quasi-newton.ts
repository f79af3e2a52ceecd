export type Vector = readonly number[];

/** A function's value somewhere, and its slope along each coordinate. */
export interface Height {
  readonly value: number;
  readonly gradient: Vector;
}

/** A value that is not finite says that the function can not be computed there. */
export type Objective = (point: Vector) => Height;

export interface Maximum {
  readonly point: Vector;
  readonly value: number;
  readonly iterations: number;
  /** The largest slope that is left. */
  readonly slope: number;
  /** The inverse of the curvature, of the negative of the function, as far as the search learnt it; undefined if it did not. */
  readonly inverse: readonly Vector[] | undefined;
  readonly hasConverged: boolean;
}

interface Place extends Height {
  readonly point: Vector;
}

const ITERATIONS_MAX = 200;
const HALVINGS_MAX = 40;
/** No coordinate moves further at once: first steps know nothing of the curvature. */
const STEP_MAX = 1;
/** A slope up to it is none. */
const SLOPE_MIN = 1e-9;
/** The share of the gain expected from a step that it has to bring (Armijo's condition). */
const GAIN_MIN = 1e-4;
/** Differences of value below this share of it are rounding. */
const ROUNDING = 1e-13;

/**
 * The maximum of a smooth function of a few coordinates, uphill from `start` by the quasi-Newton method of Broyden,
 * Fletcher, Goldfarb and Shanno (Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1), halving the steps that
 * bring too little. It has converged where no slope is left.
 */
export function seekMaximum(objective: Objective, start: Vector): Maximum {
  let here: Place = { point: start, ...objective(start) };
  let inverse: readonly Vector[] | undefined;
  let iterations = 0;
  while (iterations < ITERATIONS_MAX && largest(here.gradient) > SLOPE_MIN) {
    iterations += 1;
    const direction = inverse?.map((row) => dot(row, here.gradient)) ?? here.gradient;
    const next = stepUp(objective, here, direction);
    if (next !== undefined) {
      inverse = learnCurvature(inverse, here, next);
      here = next;
    } else if (inverse !== undefined) {
      // What was learnt elsewhere no longer leads uphill; the slope itself may.
      inverse = undefined;
    } else {
      break;
    }
  }
  const slope = largest(here.gradient);
  return { point: here.point, value: here.value, iterations, slope, inverse, hasConverged: slope <= SLOPE_MIN };
}

/** Where the first of ever smaller steps leads that brings enough; undefined where none does. */
function stepUp(objective: Objective, from: Place, direction: Vector): Place | undefined {
  const gain = dot(direction, from.gradient);
  let scale = Math.min(1, STEP_MAX / largest(direction));
  for (let halving = 0; gain > 0 && halving < HALVINGS_MAX; halving += 1) {
    const point = from.point.map((each, i) => each + scale * at(direction, i));
    const next = { point, ...objective(point) };
    const brought = next.value - from.value;
    if (brought >= GAIN_MIN * scale * gain) return next;
    // Near the top, gains drown in rounding: there a smaller slope tells.
    const isLevel = Math.abs(brought) <= ROUNDING * Math.abs(from.value);
    if (isLevel && largest(next.gradient) < largest(from.gradient)) return next;
    scale /= 2;
  }
  return undefined;
}

/** The inverse of the curvature (of the negative of the function), as the latest step tells. */
function learnCurvature(known: readonly Vector[] | undefined, from: Place, to: Place): readonly Vector[] | undefined {
  const moved = to.point.map((each, i) => each - at(from.point, i));
  const fell = from.gradient.map((each, i) => each - at(to.gradient, i));
  const bend = dot(moved, fell);
  // A step along which the function does not bend down tells nothing that could be inverted.
  if (!(bend > 0)) return known;
  const inverse = known ?? scaledIdentity(moved.length, bend / dot(fell, fell));
  const turned = inverse.map((row) => dot(row, fell));
  const weight = (1 + dot(fell, turned) / bend) / bend;
  return inverse.map((row, i) =>
    row.map(
      (each, j) =>
        each +
        weight * at(moved, i) * at(moved, j) -
        (at(turned, i) * at(moved, j) + at(moved, i) * at(turned, j)) / bend,
    ),
  );
}

/** How much higher the top of a function is that bends as `inverse` says and has such a slope here: one Newton step up. */
export const expectedRise = (inverse: readonly Vector[], gradient: Vector): number =>
  inverse.reduce((sum, row, i) => sum + at(gradient, i) * dot(row, gradient), 0) / 2;

const at = (vector: Vector, index: number): number => vector[index] ?? 0;
const dot = (one: Vector, other: Vector): number => one.reduce((sum, each, i) => sum + each * at(other, i), 0);
const largest = (vector: Vector): number => vector.reduce((max, each) => Math.max(max, Math.abs(each)), 0);
const scaledIdentity = (size: number, scale: number): Vector[] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? scale : 0)));
