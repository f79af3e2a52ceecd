// The page reads the product's own reports and draws them; what it shows is in its address, so that it can be sent on.
import { drawCurves, drawHeat, drawTrend, erase } from './charts.js';
import { createFormat } from './format.js';
import { drawFunnel, drawStages, listNodes, say } from './lifecycle.js';
import { drawScans } from './scans.js';
import { drawService } from './service.js';
import { drawSurveys } from './surveys.js';
import { fillTable } from './table.js';
import { drawTiles, headlinesFirst } from './tiles.js';
import { drawWinBack } from './win-back.js';
import { WORDS } from './words.js';

const GRAINS = ['day', 'week', 'month', 'quarter', 'year'];
/** Reports of the days that are shown. */
const RANGED = ['kpis', 'cohorts', 'funnel', 'stages', 'win-back', 'surveys', 'service'];
const CURVES_MAX = 6;
/** Rows of the heat map; of more cohorts the latest are shown. */
const COHORTS_MAX = 26;
const byId = (id) => document.getElementById(id);

const query = new URLSearchParams(location.search);
const state = {
  language:
    query.get('lang')?.startsWith('zh') || (!query.has('lang') && navigator.language.startsWith('zh')) ? 'zh' : 'en',
  grain: GRAINS.includes(query.get('grain')) ? query.get('grain') : 'month',
  from: query.get('from') ?? '',
  to: query.get('to') ?? '',
  kind: query.get('kind') === 'unbounded' ? 'unbounded' : 'bounded',
};
let reports;
let loads = 0;

const words = () => WORDS[state.language];

function remember() {
  const { language, ...rest } = state;
  const kept = { lang: words().locale, ...rest };
  history.replaceState(null, '', `?${new URLSearchParams(Object.entries(kept).filter(([, value]) => value !== ''))}`);
}

async function ask(path, key) {
  const response = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
  const body = await response.json();
  if (!response.ok)
    throw new Error(body.title ? `${body.title}${body.expected ? ` (${body.expected})` : ''}` : `${response.status}`);
  return body;
}

async function load() {
  byId('status').textContent = words().loading;
  loads += 1;
  const turn = loads;
  // Whoever clicks on before an answer is there sees the answer to the last click.
  const isOutrun = () => turn !== loads;
  try {
    const status = await (await fetch('/_local/status')).json();
    const range = new URLSearchParams({ grain: state.grain });
    if (state.from) range.set('from', state.from);
    if (state.to) range.set('to', state.to);
    const read = (path) => ask(`/v1/${path}`, status.adminKey);
    const [{ scans }, definitions, ...answers] = await Promise.all([
      read('reports/churn-scans'),
      read('surveys'),
      ...RANGED.map((name) => read(`reports/${name}?${range}`)),
    ]);
    if (isOutrun()) return;
    const [kpis, cohorts, funnel, stages, winBack, surveys, service] = answers;
    reports = { kpis, cohorts, funnel, stages, winBack, surveys, service, scans, definitions, now: status.now };
    state.from = kpis.from;
    state.to = kpis.to;
    byId('error').hidden = true;
    remember();
    draw();
  } catch (error) {
    if (isOutrun()) return;
    byId('error').textContent = `${words().failed}: ${error.message}`;
    byId('error').hidden = false;
    byId('status').textContent = '';
  }
}

function button(text, isPressed, onClick) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-pressed', String(isPressed));
  made.addEventListener('click', onClick);
  return made;
}

function drawWords() {
  const said = words();
  document.documentElement.lang = said.locale;
  document.title = `Holdfast – ${said.title}`;
  const texts = {
    title: said.title,
    'grain-legend': said.grain,
    'from-label': said.from,
    'to-label': said.to,
    apply: said.apply,
    'tiles-title': said.tiles,
    'funnel-title': said.funnel,
    'nodes-title': said.nodesTitle,
    'stages-title': said.stagesTitle,
    'scans-title': said.scansTitle,
    'scans-summary': said.byDay,
    'win-back-title': said.winBackTitle,
    'surveys-title': said.surveysTitle,
    'surveys-note': said.surveysNote,
    'service-title': said.serviceTitle,
    'cohorts-title': said.cohorts,
    'table-summary': said.table,
    'curves-title': said.curves,
    'trends-title': said.trends,
    'curves-note': said.curvesNote,
    'trends-note': said.trendsNote,
  };
  for (const [id, text] of Object.entries(texts)) byId(id).textContent = text;
  for (const each of document.querySelectorAll('[data-language]')) {
    each.setAttribute('aria-pressed', String(each.dataset.language === state.language));
  }
  byId('grains').replaceChildren(
    ...GRAINS.map((grain) =>
      button(said.grains[grain], grain === state.grain, () => {
        state.grain = grain;
        drawWords();
        void load();
      }),
    ),
  );
  byId('kinds').replaceChildren(
    ...['bounded', 'unbounded'].map((kind) =>
      button(said[kind], kind === state.kind, () => {
        state.kind = kind;
        remember();
        drawWords();
        draw();
      }),
    ),
  );
  byId('from').value = state.from;
  byId('to').value = state.to;
}

function draw() {
  drawWords();
  const said = words();
  const { kpis, cohorts, funnel, stages, winBack, surveys, service, scans, now } = reports;
  const format = createFormat(said.locale, kpis.currency);
  const day = (text) =>
    new Intl.DateTimeFormat(said.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(text));
  byId('subtitle').textContent = said.subtitle(day(kpis.from), day(kpis.to), kpis.timeZone);
  byId('status').textContent = said.updated(
    new Intl.DateTimeFormat(said.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: kpis.timeZone }).format(
      new Date(now),
    ),
  );
  const named = kpis.kpis.map((kpi) => ({ ...kpi, title: kpi.name[state.language] }));
  drawTiles(byId('tiles'), named, said, format);
  drawWay(funnel, stages, said, format);
  if (stages.now.some(({ members }) => members > 0)) {
    drawStages(byId('stages'), { now: stages.now, words: said, format });
  } else say(byId('stages'), said.stagesEmpty);
  drawScans({ ...parts('scans'), chart: byId('scans') }, { scans, words: said, format });
  drawWinBack(parts('win-back'), { report: winBack, day, words: said, format });
  drawSurveys(byId('surveys'), {
    report: surveys,
    definitions: new Map(reports.definitions.surveys.map(({ surveyId, survey }) => [surveyId, survey])),
    ...{ language: state.language, words: said, format },
  });
  drawService(parts('service'), { report: service, words: said, format });
  drawCohorts(cohorts, said, format);
  drawLines(cohorts, said, format);
  drawTrends(named, said, format);
}

/** Where a section writes its words and figures. */
const parts = (section) =>
  Object.fromEntries(['told', 'table', 'details', 'note'].map((part) => [part, byId(`${section}-${part}`)]));

function drawWay({ total }, { periods }, said, format) {
  const isEmpty = total.steps[0].members === 0;
  const hasPast = periods.some(({ moves }) => moves.some(({ found }) => found > 0));
  byId('nodes-note').textContent = hasPast ? said.nodesNote : '';
  byId('funnel-note').textContent = isEmpty ? '' : said.funnelNote;
  if (isEmpty) say(byId('funnel'), said.funnelEmpty);
  else drawFunnel(byId('funnel'), { total, words: said, format });
  listNodes(byId('nodes'), { total, words: said, format });
}

function drawCohorts({ cohorts, days, mean }, said, format) {
  const present = cohorts.filter(({ size }) => size > 0).slice(-COHORTS_MAX);
  byId('kind-formula').textContent = present.length > 0 ? said.incompleteNote : said.cohortsEmpty;
  if (present.length === 0) {
    erase(byId('heat'));
    byId('heat').style.height = '0';
    byId('heat-table').replaceChildren();
    return;
  }
  const means = mean[state.kind].map(({ day, value, size }) => ({ day, value, size, isComplete: true }));
  const rows = [
    ...present.map((cohort) => ({
      name: cohort.cohort,
      size: format.figure(cohort.size),
      retained: cohort[state.kind],
    })),
    { name: said.mean, size: format.figure(mean[state.kind][0].size), retained: means },
  ];
  drawHeat(byId('heat'), { rows, days, words: said, percent: format.percent });
  drawTable(rows, days, said, format);
}

function drawTable(rows, days, said, format) {
  const titles = [said.cohort, said.size, ...days.map(said.day)];
  const cellOf = ({ value, isComplete }) => {
    const text = value === null ? '–' : format.percent(value);
    return isComplete ? text : { text: `${text} (${said.incomplete})`, className: 'incomplete' };
  };
  fillTable(
    byId('heat-table'),
    titles,
    rows.map(({ name, size, retained }) => [name, size, ...retained.map(cellOf)]),
  );
}

function drawLines({ cohorts, mean }, said, format) {
  const whole = cohorts.filter(({ curve }) => curve.length > 30).slice(-CURVES_MAX);
  const points = (curve) => curve.map((point) => [point.day, point[state.kind]]);
  if (whole.length === 0) {
    erase(byId('curves'));
    byId('curves').style.height = 'auto';
    byId('curves').textContent = said.curvesEmpty;
    return;
  }
  if (!byId('curves').querySelector('svg')) byId('curves').textContent = '';
  const lines = [
    ...whole.map(({ cohort, curve }) => ({ name: cohort, points: points(curve), isMean: false })),
    { name: said.mean, points: points(mean.curve), isMean: true },
  ];
  drawCurves(byId('curves'), { lines, words: said, percent: format.percent });
}

function drawTrends(kpis, said, format) {
  const container = byId('trends');
  for (const old of container.querySelectorAll('.chart')) erase(old);
  container.replaceChildren();
  for (const kpi of headlinesFirst(kpis)) {
    const box = document.createElement('div');
    box.className = 'trend';
    const title = document.createElement('h3');
    title.textContent = kpi.title;
    const chart = document.createElement('div');
    chart.className = 'chart';
    chart.id = `trend-${kpi.id}`;
    const formula = document.createElement('p');
    formula.className = 'quiet formula';
    formula.textContent = kpi.formula[state.language];
    box.append(title, chart, formula);
    container.append(box);
    const told = kpi.periods.filter(({ value }) => value !== null);
    if (told.length === 0) {
      chart.className = 'empty';
      chart.textContent = said.noData;
    } else if (kpi.isOfNow) {
      chart.className = 'now';
      chart.textContent = said.now(format.figure(told.at(-1).value, kpi.unit));
    } else drawTrend(chart, { kpi, format });
  }
}

for (const each of document.querySelectorAll('[data-language]')) {
  each.addEventListener('click', () => {
    state.language = each.dataset.language;
    remember();
    if (reports) draw();
    else drawWords();
  });
}
byId('range').addEventListener('submit', (event) => {
  event.preventDefault();
  state.from = byId('from').value;
  state.to = byId('to').value;
  void load();
});

drawWords();
void load();
