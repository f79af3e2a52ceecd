/** Figures that an operator looks at first. */
const HEADLINES = [
  'retention-30',
  'repurchase-rate',
  'active-ratio',
  'engaged-ratio',
  'churn-rate',
  'order-value',
  'visit-interval',
  'next-day-conversion',
  'points-outstanding',
];

/** The same KPIs, those that are looked at first in front. */
export const headlinesFirst = (kpis) => [
  ...HEADLINES.flatMap((id) => kpis.filter((kpi) => kpi.id === id)),
  ...kpis.filter(({ id }) => !HEADLINES.includes(id)),
];

/** A tile for each headline: the last complete period, its change, and how far the target is. */
export function drawTiles(container, kpis, words, format) {
  const shown = HEADLINES.flatMap((id) => kpis.filter((kpi) => kpi.id === id));
  container.replaceChildren(...shown.map((kpi) => tile(kpi, words, format)));
}

function tile(kpi, words, format) {
  const complete = kpi.periods.filter(({ isComplete, value }) => isComplete && value !== null);
  const [before, last] = [complete.at(-2), complete.at(-1)];
  const box = document.createElement('div');
  box.className = 'tile';
  box.append(line('h3', kpi.title));
  box.append(line('p', last === undefined ? '–' : format.figure(last.value, kpi.unit), 'value'));
  box.append(line('p', last === undefined ? words.noPeriod : last.period, 'quiet'));
  if (before !== undefined) box.append(changeLine(kpi, last.value - before.value, words, format));
  if (last !== undefined && kpi.target !== undefined) box.append(targetLine(kpi, last.value, words, format));
  return box;
}

function changeLine({ unit, direction }, change, words, format) {
  const isFlat = unit === 'ratio' ? Math.abs(change) < 0.0005 : change === 0;
  const isGood = direction === 'none' || isFlat ? undefined : change > 0 === (direction === 'up');
  const text = isFlat ? words.unchanged : words.before(format.change(change, unit));
  return line('p', text, isGood === undefined ? 'quiet' : isGood ? 'good' : 'bad');
}

function targetLine({ unit, direction, target }, value, words, format) {
  const isReached = direction === 'up' ? value >= target : value <= target;
  const left = isReached ? words.reached : words.missed(format.change(target - value, unit).replace(/^[+−±]/, ''));
  return line('p', `${words.target(format.figure(target, unit))} · ${left}`, isReached ? 'good' : 'quiet');
}

function line(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
