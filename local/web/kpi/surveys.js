// What members say when they are asked: score, satisfaction and reasons, each with its interval.
import { fillTable } from './table.js';

const ESTIMATES = [
  ['answerRate', 'ratio'],
  ['nps', 'nps'],
  ['csat', 'ratio'],
];

/** @param definitions the surveys as they are now, by their ids: names, and the texts of reasons */
export function drawSurveys(container, { report, definitions, language, words, format }) {
  const asked = report.surveys
    .map(({ survey, periods }) => ({ survey, periods: periods.filter(({ all }) => all.asked > 0) }))
    .filter(({ periods }) => periods.length > 0);
  if (asked.length === 0) {
    container.replaceChildren(element('p', words.surveysEmpty));
    return;
  }
  container.replaceChildren(
    ...asked.flatMap(({ survey, periods }) => {
      const definition = definitions.get(survey);
      const latest = periods.at(-1);
      return [
        element('h3', definition?.name[language] ?? survey),
        table(
          words.asked,
          periods.map(({ period, isComplete, all }) => [isComplete ? period : `${period} (${words.incomplete})`, all]),
          words,
          format,
        ),
        ...listReasons(latest, { definition, language, words, format }),
        groups(latest, words, format),
      ];
    }),
  );
}

/** A row each, of the estimates that any row has. */
function table(title, rows, words, format) {
  const shown = ESTIMATES.filter(([figure]) => rows.some(([, figures]) => figures[figure] !== null));
  const made = document.createElement('table');
  fillTable(
    made,
    [title, words.surveyFigures.asked, ...shown.map(([figure]) => words.surveyFigures[figure])],
    rows.map(([name, figures]) => [
      name,
      format.figure(figures.asked),
      ...shown.map(([figure, unit]) => format.estimate(figures[figure], unit)),
    ]),
  );
  const wide = element('div', '', 'wide');
  wide.append(made);
  return wide;
}

function groups({ period, byStage, byTier }, words, format) {
  const box = document.createElement('details');
  box.append(element('summary', words.byGroup(period)));
  const askedOnly = (rows) => rows.filter(([, { asked }]) => asked > 0);
  const stages = askedOnly(byStage.map((each) => [words.stages[each.stage] ?? each.stage, each]));
  const tiers = askedOnly(byTier.map((each) => [each.tier, each]));
  if (stages.length > 0) box.append(table(words.stage, stages, words, format));
  if (tiers.length > 0) box.append(table(words.tier, tiers, words, format));
  return box;
}

/** Why members left, the most named first. */
function listReasons({ period, all }, { definition, language, words, format }) {
  if (all.reasons.length === 0) return [];
  const options = definition?.questions.flatMap((question) => question.options ?? []) ?? [];
  const list = document.createElement('ul');
  list.append(
    ...all.reasons.map(({ reason, members, share }) => {
      const text = options.find(({ id }) => id === reason)?.text[language] ?? reason;
      return element('li', `${text}: ${format.figure(members)} · ${format.estimate(share, 'ratio')}`);
    }),
  );
  return [element('p', words.reasons(period)), list];
}

function element(name, text, className = '') {
  return Object.assign(document.createElement(name), { textContent: text, className });
}
