// Where members are: how far the new ones came, and in which stage all of them stand.
import { COLOURS, draw, erase, INK, QUIET } from './charts.js';

const LINE_HEIGHT = 38;
const FUNNEL_LABEL_WIDTH = 170;
const STAGE_LABEL_WIDTH = 70;

/** Steps down, members across; beside each bar what is left of who signed up, and below it who was lost on the way there. */
export function drawFunnel(element, { total, words, format }) {
  const { steps } = total;
  const say = ({ members, shareOfRegistered, lost, lostShare }) =>
    `${format.figure(members)} (${format.percent(shareOfRegistered)})${lost > 0 ? `  {lost|${words.lost(format.figure(lost), format.percent(lostShare))}}` : ''}`;
  drawBars(
    element,
    steps.map((each) => ({ name: words.steps[each.step], value: each.members, label: say(each) })),
    FUNNEL_LABEL_WIDTH,
  );
}

/** Members by stage. */
export function drawStages(element, { now, words, format }) {
  drawBars(
    element,
    now.map(({ stage, members }) => ({
      name: words.stages[stage],
      value: members,
      label: format.figure(members),
    })),
    STAGE_LABEL_WIDTH,
  );
}

/** The loss nodes, a line each. */
export function listNodes(container, { total, words, format }) {
  container.replaceChildren(
    ...total.nodes.map(({ node, members, share }) => {
      const line = document.createElement('li');
      const portion = share === null ? '–' : format.percent(share);
      line.textContent = `${words.nodes[node]}: ${format.figure(members)} (${portion})`;
      return line;
    }),
  );
}

/** Words in place of a chart. */
export function say(element, text) {
  erase(element);
  element.style.height = 'auto';
  element.textContent = text;
}

/** @param labelWidth pixels that are left for the label of the longest bar */
function drawBars(element, bars, labelWidth) {
  if (!element.querySelector('svg')) element.textContent = '';
  draw(element, 16 + bars.length * LINE_HEIGHT, {
    grid: { left: 8, right: labelWidth, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: INK, interval: 0 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 20,
        color: COLOURS[0],
        data: bars.map(({ value, label }) => ({
          value,
          label: {
            show: true,
            position: 'right',
            color: INK,
            formatter: label,
            rich: { lost: { color: QUIET, fontSize: 12 } },
          },
        })),
      },
    ],
  });
}
