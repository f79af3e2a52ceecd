import * as echarts from '/_local/echarts.js';

export const INK = '#1c2530';
export const QUIET = '#566473';
export const COLOURS = ['#0b6e5f', '#c2571a', '#3b5bb5', '#8a5a00', '#8e3b7a', '#4a7d1e', '#1c2530'];
const FONT = 'system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const CELL_AXIS = {
  type: 'category',
  axisTick: { show: false },
  axisLine: { show: false },
  axisLabel: { color: INK, interval: 0, fontSize: 12 },
};
const drawn = new Map();

/** Draws into an element, anew or over what was there; SVG, so that texts are texts. */
export function draw(element, height, option) {
  element.style.height = `${height}px`;
  const chart = drawn.get(element) ?? echarts.init(element, null, { renderer: 'svg' });
  drawn.set(element, chart);
  chart.resize();
  const font = { fontFamily: FONT, color: INK };
  chart.setOption({ animation: false, textStyle: font, aria: { enabled: true }, ...option }, true);
}

export function erase(element) {
  drawn.get(element)?.dispose();
  drawn.delete(element);
}

addEventListener('resize', () => {
  for (const chart of drawn.values()) chart.resize();
});

/** Cohorts down, days across; the mean is the last row. Incomplete cells are grey, and have an asterisk. */
export function drawHeat(element, { rows, days, words, percent }) {
  const cells = rows.flatMap(({ retained }, row) =>
    retained.map(({ value, isComplete }, column) => ({
      row,
      column,
      share: value === null ? 0 : value,
      value,
      isComplete,
    })),
  );
  const greatest = Math.max(0.01, ...cells.filter(({ isComplete }) => isComplete).map(({ share }) => share));
  const seriesOf = (isComplete) => ({
    type: 'heatmap',
    itemStyle: { borderColor: '#fff', borderWidth: 2 },
    data: cells
      .filter((cell) => cell.isComplete === isComplete)
      .map(({ row, column, share, value }) => ({
        value: [column, row, share],
        label: {
          show: true,
          fontSize: 12,
          color: isComplete ? (share > greatest * 0.6 ? '#fff' : INK) : QUIET,
          formatter: value === null ? '–' : `${percent(value)}${isComplete ? '' : ' *'}`,
        },
      })),
  });
  const shades = (seriesIndex, color) => ({ show: false, seriesIndex, min: 0, max: greatest, inRange: { color } });
  draw(element, 50 + rows.length * 30, {
    grid: { left: 24, right: 8, top: 12, bottom: 8, containLabel: true },
    xAxis: { ...CELL_AXIS, position: 'top', data: days.map((day) => words.day(day)) },
    yAxis: { ...CELL_AXIS, inverse: true, data: rows.map(({ name, size }) => `${name}  (${size})`) },
    visualMap: [shades(0, ['#eef6f4', '#7cc0b0', '#0b6e5f']), shades(1, ['#eceff3', '#eceff3'])],
    series: [seriesOf(true), seriesOf(false)],
  });
}

/** Lines over the days since the first visit; the mean is the strong one. */
export function drawCurves(element, { lines, words, percent }) {
  draw(element, 340, {
    color: COLOURS,
    grid: { left: 8, right: 32, top: 50, bottom: 8, containLabel: true },
    legend: { type: 'scroll', top: 0, left: 0, textStyle: { color: INK } },
    tooltip: {
      trigger: 'axis',
      valueFormatter: (value) => (value === undefined ? '–' : percent(value)),
      confine: true,
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: 90,
      interval: 15,
      axisLabel: { color: QUIET, formatter: (n) => words.day(n) },
    },
    yAxis: { type: 'value', min: 0, axisLabel: { color: QUIET, formatter: (value) => `${Math.round(value * 100)}%` } },
    series: lines.map(({ name, points, isMean }) => ({
      name,
      type: 'line',
      showSymbol: false,
      data: points,
      lineStyle: isMean ? { width: 4, color: INK } : { width: 1.6 },
      itemStyle: isMean ? { color: INK } : {},
    })),
  });
}

/** One KPI over its periods; target and milestones are lines across, with their value at the end. */
export function drawTrend(element, { kpi, format }) {
  const { periods, unit, target, milestones = [] } = kpi;
  const lines = [
    ...milestones.map((value) => ({ value, type: 'dashed' })),
    ...(target === undefined ? [] : [{ value: target, type: 'solid' }]),
  ];
  const values = [...periods, ...lines].map(({ value }) => value ?? 0);
  const [least, greatest] = [Math.min(0, ...values), Math.max(0, ...values)];
  draw(element, 230, {
    grid: { left: 8, right: 52, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', confine: true, valueFormatter: (value) => format.figure(value, unit) },
    xAxis: {
      type: 'category',
      data: periods.map(({ period }) => period),
      axisLine: { onZero: false },
      axisLabel: { color: QUIET, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: least * 1.08,
      max: greatest > 0 || least < 0 ? greatest * 1.08 : 1,
      axisLabel: {
        color: QUIET,
        hideOverlap: true,
        showMaxLabel: false,
        formatter: (value) => format.axis(value, unit),
      },
    },
    series: [
      {
        name: kpi.title,
        type: 'line',
        data: periods.map(({ value, isComplete }) => ({
          value,
          symbol: isComplete ? 'circle' : 'emptyCircle',
          symbolSize: isComplete ? 7 : 9,
        })),
        symbol: 'circle',
        showAllSymbol: periods.length <= 40 ? true : 'auto',
        connectNulls: false,
        color: COLOURS[0],
        lineStyle: { width: 2 },
        markLine: {
          symbol: 'none',
          silent: true,
          data: lines.map(({ value, type }) => ({
            yAxis: value,
            lineStyle: { type, color: COLOURS[1], width: 1.4 },
            label: { formatter: format.axis(value, unit), color: COLOURS[1], fontSize: 11, position: 'end' },
          })),
        },
      },
    ],
  });
}
