// Who was won back, against those who were left alone.
import { fillGroups, isClear, tellDifference } from './groups.js';

const FIGURES = [
  ['entered'],
  ['measured'],
  ['returned'],
  ['returnRate', 'ratio'],
  ['revenuePerMemberMinor', 'money'],
  ['pointsGiven'],
];

export function drawWinBack({ told, table, note }, { report, day, words, format }) {
  const { total, measuredUntil } = report;
  const isCompared = total.difference !== null;
  told.textContent = tellResult(total, words, format);
  note.textContent = isCompared ? `${words.measured(day(measuredUntil))}${tellCost(total, words, format)}` : '';
  table.parentElement.hidden = !isCompared;
  fillGroups(table, { result: total, groups: words.groups, figures: FIGURES, names: words.winBackFigures, format });
}

function tellResult(total, words, format) {
  const { treated, control, difference, incrementalReturns } = total;
  if (treated.entered + control.entered === 0) return words.winBackEmpty;
  if (difference === null) {
    return words.winBackWaits(format.figure(treated.entered), format.figure(control.entered));
  }
  const compared = tellDifference(total, { tell: words.winBackTold, words, format });
  if (!isClear(difference)) return compared;
  const { value, low, high } = incrementalReturns;
  const [from, to] = [low, high].map(Math.abs).sort((a, b) => a - b);
  const counts = [Math.abs(value), from, to].map((count) => format.figure(Math.round(count)));
  return `${compared}${value < 0 ? words.winBackFewer(...counts) : words.winBackMore(...counts)}`;
}

function tellCost({ cost, difference }, words, format) {
  const worth = ({ points, minor }) =>
    minor === undefined ? words.points(format.figure(Math.round(points))) : format.figure(minor, 'money');
  const given = words.cost(words.points(format.figure(cost.points)), worth(cost));
  const gained = cost.perIncrementalReturn;
  // As long as there may be no effect a return has no price.
  return gained === null || difference === null || difference.low <= 0
    ? given
    : `${given}${words.price(worth(gained))}`;
}
