import { ok, type Result, refuse } from '../kernel/result.ts';
import { expectedRise, type Height, type Maximum, seekMaximum, type Vector } from './quasi-newton.ts';

export type Missing = 'buyers' | 'repeat buyers' | 'weeks of history';

/** Why a model has no parameters that could be trusted. */
export type FitRefusal =
  | { readonly code: 'TOO_LITTLE_DATA'; readonly missing: Missing; readonly expected: number; readonly given: number }
  | { readonly code: 'IMPOSSIBLE_ROW'; readonly row: object }
  /** The likelihood rises to where the data no longer tell the parameter from infinity, or from nothing. */
  | { readonly code: 'AT_BOUNDARY'; readonly parameter: string; readonly value: number; readonly bound: number }
  | { readonly code: 'NOT_CONVERGED'; readonly iterations: number; readonly slope: number };

/** Values of parameters, by their names. */
export type ParameterValues<Name extends string> = { readonly [each in Name]: number };

/** Parameters above 0 to be found, each within its range. */
export interface LikelihoodProblem<Name extends string> {
  readonly names: readonly Name[];
  readonly ranges: { readonly [each in Name]: readonly [number, number] };
  /** Where to look from: tried from the likeliest on, until one leads to a maximum. */
  readonly starts: readonly ParameterValues<Name>[];
  /** The log-likelihood of all members, with its slopes in the order of the names. */
  readonly likelihood: (parameters: ParameterValues<Name>) => Height;
  readonly members: number;
}

export interface LikelihoodFit<Name extends string> {
  readonly parameters: ParameterValues<Name>;
  readonly logLikelihood: number;
  readonly iterations: number;
  /** By how much another likelihood of the same members, close to this one, is higher at its own maximum than here. */
  readonly riseOf: (likelihood: LikelihoodProblem<Name>['likelihood']) => number;
}

const SEARCHES_MAX = 3;
/** A search that ends within this factor of a bound was stopped by it. */
const NEAR_BOUND = 1.5;

/** The parameters under which the data are likeliest. They are sought as logarithms, as a share of the members. */
export function fitLikelihood<Name extends string>(
  problem: LikelihoodProblem<Name>,
): Result<LikelihoodFit<Name>, FitRefusal> {
  const objective = (point: Vector) => perMember(problem, problem.likelihood, point);
  const starts = problem.starts
    .map((start) => problem.names.map((name) => Math.log(start[name])))
    .map((point) => ({ point, value: objective(point).value }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((one, other) => other.value - one.value);
  let first: Maximum | undefined;
  for (const { point } of starts.slice(0, SEARCHES_MAX)) {
    const found = seekMaximum(objective, point);
    if (found.hasConverged) return ok(fitAt(problem, found));
    first ??= found;
  }
  return refuse(first === undefined ? { code: 'NOT_CONVERGED', iterations: 0, slope: 0 } : refusalOf(problem, first));
}

function fitAt<Name extends string>(problem: LikelihoodProblem<Name>, found: Maximum): LikelihoodFit<Name> {
  const { point, value, iterations, inverse } = found;
  return {
    parameters: parametersAt(problem, point),
    logLikelihood: value * problem.members,
    iterations,
    riseOf: (likelihood) =>
      problem.members * expectedRise(inverse ?? [], perMember(problem, likelihood, point).gradient),
  };
}

/** The mean log-likelihood of a member, and its slopes along the logarithms of the parameters; none outside the ranges. */
function perMember<Name extends string>(
  problem: LikelihoodProblem<Name>,
  likelihood: LikelihoodProblem<Name>['likelihood'],
  point: Vector,
): Height {
  const { names, ranges, members } = problem;
  const parameters = parametersAt(problem, point);
  const isInside = names.every((name) => parameters[name] >= ranges[name][0] && parameters[name] <= ranges[name][1]);
  if (!isInside) return { value: Number.NEGATIVE_INFINITY, gradient: names.map(() => 0) };
  const { value, gradient } = likelihood(parameters);
  return {
    value: value / members,
    gradient: names.map((name, i) => ((gradient[i] ?? 0) * parameters[name]) / members),
  };
}

function parametersAt<Name extends string>({ names }: LikelihoodProblem<Name>, point: Vector): ParameterValues<Name> {
  return Object.fromEntries(names.map((name, i) => [name, Math.exp(point[i] ?? 0)])) as ParameterValues<Name>;
}

function refusalOf<Name extends string>(problem: LikelihoodProblem<Name>, ended: Maximum): FitRefusal {
  const parameters = parametersAt(problem, ended.point);
  for (const parameter of problem.names) {
    const value = parameters[parameter];
    const [low, high] = problem.ranges[parameter];
    if (value < low * NEAR_BOUND) return { code: 'AT_BOUNDARY', parameter, value, bound: low };
    if (value > high / NEAR_BOUND) return { code: 'AT_BOUNDARY', parameter, value, bound: high };
  }
  return { code: 'NOT_CONVERGED', iterations: ended.iterations, slope: ended.slope };
}
