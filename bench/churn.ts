/**
 * What the purchase model finds on CDNOW, calibrated to 30 September 1997 in weeks, and how well it ranks members by what
 * they do in the 39 weeks after: `auc` by expected purchases, `aucRecency` by shorter silence, `aucAlive` by P(alive), each
 * for "buys at least once". `topDecileLift` is the share of buyers in the tenth with the most expected purchases, over that
 * among all. `fitSeconds` is the fit of the file, `fitSecondsLarge` that of as many distinct histories as are never merged.
 *
 *     npm run bench -- churn --data ../shared/data/CDNOW_sample.txt
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type BgNbdParameters,
  calculateExpectedPurchases,
  calculateProbabilityAlive,
} from '../lambdas/churn/bg-nbd.ts';
import { fitPurchases, ROWS_MAX } from '../lambdas/churn/purchase-fit.ts';
import type { PurchaseHistory, PurchaseRow } from '../lambdas/churn/purchase-history.ts';
import { calibrate, readCdnow } from '../test/unit/churn/cdnow.ts';
import { createRandom, simulateMember } from '../test/unit/churn/simulated.ts';
import { calculateAuc, calculateTopDecileLift } from './kit/ranking.ts';

const HOLDOUT_WEEKS = 39;
const SCORES = 5_000_000;

const { values } = parseArgs({ args: process.argv.slice(3), options: { data: { type: 'string' } } });
const file = values.data ?? '../shared/data/CDNOW_sample.txt';
if (!existsSync(file)) {
  process.stderr.write(`there is no ${file}; --data names the CDNOW sample\n`);
  process.exit(1);
}

const customers = calibrate(readCdnow(file), '19970930', '19980630', 7);
const { parameters, logLikelihood, seconds } = timeFit(customers.map(({ history }) => ({ ...history, weight: 1 })));
const rankedBy = (scoreOf: (history: PurchaseHistory) => number) =>
  customers.map(({ history, holdoutPurchases }) => ({ score: scoreOf(history), isHit: holdoutPurchases > 0 }));
const byPurchases = rankedBy((history) => calculateExpectedPurchases(parameters, history, HOLDOUT_WEEKS));
const line = {
  bench: 'churn',
  r: round(parameters.r, 4),
  alpha: round(parameters.alpha, 4),
  a: round(parameters.a, 4),
  b: round(parameters.b, 4),
  ll: round(logLikelihood, 2),
  auc: round(calculateAuc(byPurchases), 4),
  aucRecency: round(calculateAuc(rankedBy(({ age, recency }) => recency - age)), 4),
  aucAlive: round(calculateAuc(rankedBy((history) => calculateProbabilityAlive(parameters, history))), 4),
  topDecileLift: round(calculateTopDecileLift(byPurchases), 2),
  fitSeconds: round(seconds, 3),
  fitSecondsLarge: round(timeFit(manyHistories()).seconds, 1),
  scoresPerSecond: measureScores(),
};
process.stdout.write(`${JSON.stringify(line)}\n`);

function timeFit(rows: readonly PurchaseRow[]) {
  const startMs = performance.now();
  const fitted = fitPurchases(rows, { weekLength: 1 });
  const seconds = (performance.now() - startMs) / 1000;
  if (!fitted.ok) throw new Error(`the fit was refused: ${JSON.stringify(fitted.refusal)}`);
  return { ...fitted.value, seconds };
}

/** As many members as rows are kept apart, no two with the same times. */
function manyHistories(): PurchaseRow[] {
  const world: BgNbdParameters = { r: 0.4, alpha: 6, a: 0.8, b: 2.5 };
  const random = createRandom(1);
  return Array.from({ length: ROWS_MAX }, () => {
    const { history } = simulateMember(world, 20 + 80 * random(), 0, random);
    return { ...history, weight: 1 };
  });
}

/** Expected purchases a second, of every customer again and again. */
function measureScores(): number {
  const histories = customers.map(({ history }) => history);
  let sum = 0;
  const startMs = performance.now();
  for (let scored = 0; scored < SCORES; scored += histories.length) {
    for (const history of histories) sum += calculateExpectedPurchases(parameters, history, HOLDOUT_WEEKS);
  }
  const seconds = (performance.now() - startMs) / 1000;
  if (!Number.isFinite(sum)) throw new Error('an expectation is no number');
  return Math.round(SCORES / seconds);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
