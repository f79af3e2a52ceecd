// Who was won back, against those who were left alone: a difference is told with its interval, and nobody wins.
import { fillTable } from './table.js';

const GROUPS = ['treated', 'control'];
/** What is told of each group, and its unit. */
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
  told.textContent = tellDifference(total, words, format);
  note.textContent = isCompared ? `${words.measured(day(measuredUntil))}${tellCost(total, words, format)}` : '';
  table.parentElement.hidden = !isCompared;
  const groups = GROUPS.map((group) => total[group]);
  fillTable(
    table,
    ['', ...GROUPS.map((group) => words.groups[group])],
    FIGURES.map(([figure, unit]) => [
      words.winBackFigures[figure],
      ...groups.map((each) => format.figure(each[figure], unit)),
    ]),
  );
}

function tellDifference({ treated, control, difference, incrementalReturns }, words, format) {
  if (treated.entered + control.entered === 0) return words.winBackEmpty;
  if (difference === null) {
    return words.winBackWaits(format.figure(treated.entered), format.figure(control.entered));
  }
  const points = format.percentagePoints;
  const compared = words.winBackTold({
    treated: format.percent(treated.returnRate),
    control: format.percent(control.returnRate),
    difference: points(difference.difference),
    low: points(difference.low),
    high: points(difference.high),
  });
  if (difference.low <= 0 && difference.high >= 0) return `${compared}${words.winBackUnclear}`;
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
