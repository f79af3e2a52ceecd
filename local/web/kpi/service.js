// How members were helped who asked for it, and what making good did to those of a bad experience.
import { fillGroups, tellDifference } from './groups.js';

const FIGURES = [
  ['started'],
  ['badRating'],
  ['lateAnswer'],
  ['satisfied'],
  ['pointsGiven'],
  ['measured'],
  ['returned'],
  ['returnRate', 'ratio'],
];

export function drawService({ told, table, note }, { report, words, format }) {
  const { service, recovery } = report.total;
  const { treated, control, difference } = recovery;
  const begun = treated.started + control.started;
  told.textContent =
    service.opened === 0 ? words.serviceEmpty : tellService(service, report.resolutionTarget, words, format);
  table.parentElement.hidden = begun === 0;
  const { recoveryGroups: groups, recoveryFigures: names } = words;
  fillGroups(table, { result: recovery, groups, figures: FIGURES, names, format });
  // Where nobody is left without points there is nothing to compare.
  if (control.started === 0) note.textContent = '';
  else if (difference === null) note.textContent = words.recoveryWaits;
  else note.textContent = tellDifference(recovery, { tell: words.recoveryTold, words, format });
}

function tellService(service, resolutionTarget, words, format) {
  const { opened, answered, medianResponseMinutes, resolutionRate, resolutionInterval, rated, rating } = service;
  const resolved = format.estimate({ value: resolutionRate, ...resolutionInterval }, 'ratio');
  const target = resolutionTarget === null ? '' : ` – ${words.target(format.figure(resolutionTarget, 'ratio'))}`;
  const parts = [
    words.opened(format.figure(opened)),
    answered > 0 && words.answered(format.figure(answered), format.figure(medianResponseMinutes / 60, 'hours')),
    `${words.resolved(resolved)}${target}`,
    rated > 0 && words.rated(format.figure(rated), format.figure(rating, 'rating')),
  ];
  return parts.filter(Boolean).join(' · ');
}
