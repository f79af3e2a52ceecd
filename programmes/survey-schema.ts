import * as z from 'zod/mini';
import { bothLanguages, checkedText, idLike, isClean, tierIds, wholeNumber } from './schema-parts.ts';
import { STAGES } from './stage.ts';

const QUESTIONS_MAX = 15;
const OPTIONS_MAX = 20;
const QUESTION_CHARACTERS_MAX = 200;
const INTRODUCTION_CHARACTERS_MAX = 500;
const SAMPLE_MAX = 100_000;
/** Of four hundred answers a share is known to five points in a hundred. */
const SAMPLE = 400;
const COOLDOWN_DAYS = 80;
const COOLDOWN_DAYS_MAX = 400;
const POINTS_FOR_ANSWER_MAX = 10_000;
const REMIND_DAYS_MAX = 30;
const CLOSES_DAYS = 21;
export const CLOSES_DAYS_MAX = 60;
const ACTIVE_DAYS_MAX = 3_660;

export const SURVEY_KINDS = ['nps', 'csat', 'leavers', 'custom'] as const;
/** From the least to the most that a score says. */
export const SCALES = { '0-10': { from: 0, to: 10 }, '1-5': { from: 1, to: 5 } } as const;
export type Scale = keyof typeof SCALES;

const words = (most: number) => {
  const text = checkedText((each) => isClean(each) && each.length <= most, `a text of at most ${most} characters`);
  return z.strictObject({ en: text, zh: text });
};
const questionId = idLike('reason');

const common = {
  id: questionId,
  text: words(QUESTION_CHARACTERS_MAX),
  required: z._default(z.boolean(), false),
  /** Asked only of who gave a former question one of these answers; a score as a text: "6". */
  showIf: z.optional(
    z.strictObject({
      question: questionId,
      answers: z.array(z.string()).check(z.minLength(1), z.maxLength(OPTIONS_MAX)),
    }),
  ),
};
const choosing = {
  ...common,
  options: z
    .array(z.strictObject({ id: idLike('price'), text: bothLanguages }))
    .check(z.minLength(2), z.maxLength(OPTIONS_MAX)),
  /** Reports group members by it. */
  measures: z.optional(z.enum(['reason'])),
};

const question = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('score'),
    scale: z.enum(Object.keys(SCALES) as [Scale, ...Scale[]]),
    /** What its ends mean. */
    low: z.optional(bothLanguages),
    high: z.optional(bothLanguages),
    /** Reports work out the figure from it. */
    measures: z.optional(z.enum(['nps', 'csat'])),
  }),
  z.strictObject({ ...choosing, kind: z.literal('choice') }),
  z.strictObject({ ...choosing, kind: z.literal('choices') }),
  /** Kept apart from who wrote it. */
  z.strictObject({ ...common, kind: z.literal('text') }),
]);

/** A survey as an operator defines it; its id is said elsewhere. */
export const surveyBody = z.strictObject({
  name: bothLanguages,
  /** Members who left are asked by the win-back ladder; everybody else is drawn each quarter. */
  kind: z.enum(SURVEY_KINDS),
  /** What its messages are about: who has not consented to it is not asked. */
  topic: idLike('surveys'),
  introduction: z.optional(words(INTRODUCTION_CHARACTERS_MAX)),
  questions: z.array(question).check(z.minLength(1), z.maxLength(QUESTIONS_MAX)),
  /** All that is given has to hold. */
  audience: z._default(
    z.strictObject({
      stages: z.optional(z.array(z.enum(STAGES)).check(z.minLength(1), z.maxLength(STAGES.length))),
      tiers: z.optional(tierIds),
      activeWithinDays: z.optional(wholeNumber(1, ACTIVE_DAYS_MAX)),
    }),
    () => ({}),
  ),
  /** How many are asked each quarter. */
  sampleSize: z._default(wholeNumber(1, SAMPLE_MAX), SAMPLE),
  /** Who was asked anything within so many days is not asked. */
  cooldownDays: z._default(wholeNumber(0, COOLDOWN_DAYS_MAX), COOLDOWN_DAYS),
  /** For answering, once. */
  points: z._default(wholeNumber(0, POINTS_FOR_ANSWER_MAX), 0),
  /** Who has not answered by then is reminded once; without it nobody is. */
  remindAfterDays: z.optional(wholeNumber(1, REMIND_DAYS_MAX)),
  closesAfterDays: z._default(wholeNumber(1, CLOSES_DAYS_MAX), CLOSES_DAYS),
});

export const surveyId = idLike('quarterly-satisfaction');

/** Ready ones by their id, and the shop's own. */
export const surveysSchema = z
  .array(z.union([surveyId, z.strictObject({ id: surveyId, survey: surveyBody })]))
  .check(z.maxLength(20));

export type SurveyBody = z.infer<typeof surveyBody>;
export type SurveyQuestion = SurveyBody['questions'][number];
export type SurveyList = z.infer<typeof surveysSchema>;
