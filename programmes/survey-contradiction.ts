import type { Contradiction } from './programme-error.ts';
import type { AskingTopics } from './survey-link.ts';
import { SCALES, type SurveyBody, type SurveyQuestion } from './survey-schema.ts';

/** What of a programme its surveys name. */
export interface SurveyNames {
  readonly topics: readonly string[];
  /** Topics of the messages that lead to surveys: to those of a quarter, and to that of members who left. */
  readonly asking: AskingTopics;
  readonly tiers: readonly string[];
}

/** The figure that a kind of survey is asked for. */
const MEASURED = { nps: 'nps', csat: 'csat', leavers: 'reason' } as const;

/** Every answer that a question can have; none of a text, which can be anything. */
export function possibleAnswers(question: SurveyQuestion): readonly string[] {
  if (question.kind === 'text') return [];
  if (question.kind !== 'score') return question.options.map(({ id }) => id);
  const { from, to } = SCALES[question.scale];
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

/** Where the parts of a survey do not go together; steps from the survey. */
export function findSurveyContradictions(survey: SurveyBody, known: SurveyNames): Contradiction[] {
  const { topic, audience, questions, kind, remindAfterDays, closesAfterDays } = survey;
  const measured = kind === 'custom' ? undefined : MEASURED[kind];
  return [
    ...contradictingTopic(topic, known, kind === 'leavers' ? 'leavers' : 'sampled'),
    ...(audience.tiers ?? []).flatMap((tier, index) =>
      known.tiers.includes(tier) ? [] : [{ path: ['audience', 'tiers', index], expected: 'the id of a tier' }],
    ),
    ...questions.flatMap((question, index) => contradictingQuestion(question, questions.slice(0, index), index)),
    ...(measured === undefined || questions.some((question) => measureOf(question) === measured)
      ? []
      : [{ path: ['questions'], expected: `one that measures ${measured}, as a survey of the kind ${kind} has` }]),
    ...(remindAfterDays === undefined || remindAfterDays < closesAfterDays
      ? []
      : [{ path: ['remindAfterDays'], expected: `less than closesAfterDays, which is ${closesAfterDays}` }]),
  ];
}

/** Members are chosen by the survey's topic, and written to by its message's: a survey that nobody is told of asks nobody. */
function contradictingTopic(topic: string, { topics, asking }: SurveyNames, of: keyof AskingTopics): Contradiction[] {
  if (!topics.includes(topic)) return [{ path: ['topic'], expected: `one of the topics ${topics.join(', ')}` }];
  const told = asking[of];
  // Without a message the ladder asks nobody, as its programme wants it.
  if (told.includes(topic) || (of === 'leavers' && told.length === 0)) return [];
  const expected =
    told.length === 0
      ? 'a message of the programme that follows from SurveyInvited and leads to the survey'
      : `the topic of a message that leads to the survey: ${told.join(', ')}`;
  return [{ path: ['topic'], expected }];
}

const measureOf = (question: SurveyQuestion) => (question.kind === 'text' ? undefined : question.measures);

function contradictingQuestion(
  question: SurveyQuestion,
  former: readonly SurveyQuestion[],
  index: number,
): Contradiction[] {
  const at = (...steps: (string | number)[]) => ['questions', index, ...steps];
  const measures = measureOf(question);
  const repeats = measures !== undefined && former.some((each) => measureOf(each) === measures);
  return [
    ...(former.some(({ id }) => id === question.id) ? [{ path: at('id'), expected: 'each id once' }] : []),
    ...(repeats ? [{ path: at('measures'), expected: 'what no former question measures' }] : []),
    ...contradictingScale(question).map((expected) => ({ path: at('scale'), expected })),
    ...repeatedOptions(question).map((option) => ({ path: at('options', option), expected: 'each id once' })),
    ...contradictingCondition(question, former).map(({ path, expected }) => ({ path: at(...path), expected })),
  ];
}

function contradictingScale(question: SurveyQuestion): string[] {
  if (question.kind !== 'score' || question.measures === undefined) return [];
  const scale = question.measures === 'nps' ? '0-10' : '1-5';
  return question.scale === scale ? [] : [`${scale}, by which ${question.measures} is measured`];
}

function repeatedOptions(question: SurveyQuestion): number[] {
  if (question.kind !== 'choice' && question.kind !== 'choices') return [];
  const ids = question.options.map(({ id }) => id);
  return ids.flatMap((id, index) => (ids.indexOf(id) < index ? [index] : []));
}

function contradictingCondition({ showIf }: SurveyQuestion, former: readonly SurveyQuestion[]): Contradiction[] {
  if (showIf === undefined) return [];
  const asked = former.find(({ id, kind }) => id === showIf.question && kind !== 'text');
  if (asked === undefined) {
    return [{ path: ['showIf', 'question'], expected: 'a question before it that is not answered by a text' }];
  }
  const possible = possibleAnswers(asked);
  return showIf.answers.flatMap((answer, index) =>
    possible.includes(answer)
      ? []
      : [{ path: ['showIf', 'answers', index], expected: `one of the answers ${possible.join(', ')}` }],
  );
}
