import type { Programme } from './programme.ts';
import { programmeSurveys } from './ready-surveys.ts';
import type { SurveyBody } from './survey-schema.ts';

/** Who is asked what, when and how often, in sentences. */
export function describeSurveys(programme: Pick<Programme, 'surveys'>): string[] {
  const surveys = Object.entries(programmeSurveys(programme));
  if (surveys.length === 0) return ['Members are asked nothing.'];
  return surveys.flatMap(([id, survey]) => [describeAsking(id, survey), describeAnswering(survey)]);
}

function describeAsking(id: string, survey: SurveyBody): string {
  const { name, questions, sampleSize, cooldownDays, topic } = survey;
  const what = `"${name.en}" (${name.zh}, ${id}) has ${count(questions.length, 'question')}`;
  if (survey.kind === 'leavers')
    return `${what}; it is asked of who is not won back, with the last rung of the ladder.`;
  return `${what}; each quarter up to ${count(sampleSize, 'member')} who consented to ${topic} are asked, ${describeAudience(survey)}; nobody who was asked anything in the ${count(cooldownDays, 'day')} before.`;
}

function describeAudience({ audience: { stages, tiers, activeWithinDays } }: SurveyBody): string {
  const parts = [
    ...(stages === undefined ? [] : [`of the stages ${stages.join(', ')}`]),
    ...(tiers === undefined ? [] : [`of the tiers ${tiers.join(', ')}`]),
    ...(activeWithinDays === undefined ? [] : [`seen within ${count(activeWithinDays, 'day')}`]),
  ];
  return parts.length === 0 ? 'of all stages' : parts.join(' and ');
}

function describeAnswering({ points, remindAfterDays, closesAfterDays, kind }: SurveyBody): string {
  const isReminded = remindAfterDays !== undefined && kind !== 'leavers';
  return [
    points === 0 ? 'An answer earns nothing' : `An answer earns ${points} points`,
    isReminded ? `; who has not answered is reminded once, after ${count(remindAfterDays, 'day')}` : '',
    `; it can be given for ${count(closesAfterDays, 'day')}.`,
  ].join('');
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
