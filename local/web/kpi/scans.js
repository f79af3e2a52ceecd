// What the daily scan did: how many it found due, moved and brought on the ladder, and what it took.
import { COLOURS, draw, QUIET } from './charts.js';
import { say } from './lifecycle.js';
import { fillTable } from './table.js';

const PALE = '#cfe0dc';
const FIGURES = ['due', 'moved', 'entered', 'capacity'];

/** @param scans the latest first, as the report has them */
export function drawScans({ told, chart, details, table }, { scans, words, format }) {
  const days = scans
    .map(({ day, due, moved, entered, enteredControl, readUnits, writeUnits }) => ({
      ...{ day, due, moved },
      entered: entered + enteredControl,
      capacity: readUnits + writeUnits,
    }))
    .reverse();
  const isEmpty = days.length === 0;
  details.hidden = isEmpty;
  told.hidden = isEmpty;
  if (isEmpty) {
    say(chart, words.scansEmpty);
    return;
  }
  const sum = (figure) => format.figure(days.reduce((all, each) => all + each[figure], 0));
  const sums = Object.fromEntries(FIGURES.map((figure) => [figure, sum(figure)]));
  told.textContent = words.scansTold({ days: days.length, ...sums });
  drawDays(chart, days, words);
  const rows = days.map((each) => [each.day, ...FIGURES.map((figure) => format.figure(each[figure]))]).reverse();
  fillTable(table, [words.scanDay, ...FIGURES.map((figure) => words.scanFigures[figure])], rows);
}

/** Who came on the ladder moved, and who moved was due: the parts of a bar are those who were due. */
function drawDays(element, days, words) {
  if (!element.querySelector('svg')) element.textContent = '';
  const parts = [
    [words.scanParts.entered, COLOURS[1], ({ entered }) => entered],
    [words.scanParts.moved, COLOURS[0], ({ moved, entered }) => moved - entered],
    [words.scanParts.unchanged, PALE, ({ due, moved }) => due - moved],
  ];
  draw(element, 190, {
    grid: { left: 8, right: 8, top: 34, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, selectedMode: false },
    tooltip: { trigger: 'axis', confine: true },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => day.slice(5)),
      axisTick: { show: false },
      axisLabel: { color: QUIET, hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: QUIET } },
    series: parts.map(([name, color, count]) => ({
      ...{ type: 'bar', stack: 'due', name, color, barMaxWidth: 24 },
      data: days.map(count),
    })),
  });
}
