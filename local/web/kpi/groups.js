// Members who were treated, against those who were left alone: a difference is told with its interval, and nobody wins.
import { fillTable } from './table.js';

const GROUPS = ['treated', 'control'];

/** @param groups what the two are called @param figures what is told of each, and its unit @param names what those are called */
export function fillGroups(table, { result, groups, figures, names, format }) {
  fillTable(
    table,
    ['', ...GROUPS.map((group) => groups[group])],
    figures.map(([figure, unit]) => [
      names[figure],
      ...GROUPS.map((group) => format.figure(result[group][figure], unit)),
    ]),
  );
}

/** Both return rates and how far they are apart; where the interval holds 0, that there may be no effect. */
export function tellDifference({ treated, control, difference }, { tell, words, format }) {
  const points = format.percentagePoints;
  const told = tell({
    treated: format.percent(treated.returnRate),
    control: format.percent(control.returnRate),
    difference: points(difference.difference),
    low: points(difference.low),
    high: points(difference.high),
  });
  return isClear(difference) ? told : `${told}${words.unclear}`;
}

export const isClear = ({ low, high }) => low > 0 || high < 0;
