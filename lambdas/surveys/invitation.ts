import type { Stage } from '../../programmes/stage.ts';
import { SCALES } from '../../programmes/survey-schema.ts';
import { addDays, dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Answers, Measured, Survey, SurveyRef } from './survey.ts';

/** That a member was asked, and what was answered. Days are programme-zone dates, instants ISO-8601 in UTC. */
export interface Invitation {
  readonly memberId: string;
  /** One asking of one survey. */
  readonly run: string;
  readonly survey: string;
  /** Whose questions are asked, whatever is changed later. */
  readonly version: number;
  readonly edition?: string | undefined;
  readonly kind: 'sampled' | 'leavers';
  readonly stage: Stage;
  readonly tier?: string | undefined;
  readonly invitedAt: string;
  readonly invitedDay: string;
  /** From the beginning of this day on there is no answering any more. */
  readonly closesOn: string;
  readonly remindedAt?: string | undefined;
  readonly answeredAt?: string | undefined;
  readonly answers?: Answers | undefined;
  readonly measured?: Measured | undefined;
}

/** What is known of a member who is to be asked. */
export interface AskedMember {
  readonly memberId: string;
  readonly stage: Stage;
  readonly tier?: string | undefined;
}

const DAY_MS = 86_400_000;

/** The asking of a survey in the quarter of a day: `quarterly-satisfaction.2026-Q1`. */
export const quarterRun = (surveyId: string, day: string): string => `${surveyId}.${quarterOf(day)}`;

const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

export function invite(
  { surveyId, version, edition, body }: Survey,
  run: string,
  member: AskedMember,
  now: Date,
  timeZone: string,
): Invitation {
  const invitedDay = dayOf(now.getTime(), timeZone);
  return {
    ...member,
    run,
    survey: surveyId,
    version,
    edition,
    kind: body.kind === 'leavers' ? 'leavers' : 'sampled',
    invitedAt: now.toISOString(),
    invitedDay,
    // The day itself, and as many after it as the survey says.
    closesOn: addDays(invitedDay, body.closesAfterDays + 1),
  };
}

/** When the member is reminded; who left is left in peace. */
export function remindAt({ invitedAt, kind }: Invitation, { body }: Survey): string | undefined {
  if (kind === 'leavers' || body.remindAfterDays === undefined) return undefined;
  return new Date(Date.parse(invitedAt) + body.remindAfterDays * DAY_MS).toISOString();
}

/** The survey that the member was asked by. */
export const refOf = ({ survey: surveyId, version, edition }: Invitation): SurveyRef => ({
  surveyId,
  version,
  edition,
});

export type AnswerState = 'OPEN' | 'ANSWERED' | 'CLOSED';

export function stateOf({ answeredAt, closesOn }: Invitation, now: Date, timeZone: string): AnswerState {
  if (answeredAt !== undefined) return 'ANSWERED';
  return now.getTime() < startOfDay(closesOn, timeZone) ? 'OPEN' : 'CLOSED';
}

/** What is told of an asking: with it goes what an e-mail says of the first question. */
export function askedNotice(
  { memberId, run, survey, closesOn }: Invitation,
  { body }: Survey,
  name: 'SurveyInvited' | 'SurveyReminded',
  occurredAt: string,
  timeZone: string,
): Notice {
  const [first] = body.questions;
  if (first === undefined) throw new Error(`survey ${survey} asks nothing`);
  const scale = first.kind === 'score' ? SCALES[first.scale] : undefined;
  const data = {
    survey,
    run,
    closesOn,
    overAt: new Date(startOfDay(closesOn, timeZone)).toISOString(),
    points: body.points,
    question: first.id,
    questionEn: first.text.en,
    questionZh: first.text.zh,
    ...(scale === undefined ? {} : { scaleFrom: scale.from, scaleTo: scale.to }),
  };
  return { memberId, noticeId: `SURVEY#${run}#${name}`, name, occurredAt, data };
}

/** What is told of an answer: that there is one, and what it earns. */
export function answeredNotice({ memberId, run, survey }: Invitation, { body }: Survey, occurredAt: string): Notice {
  const data = { survey, run, points: body.points };
  return { memberId, noticeId: `SURVEY#${run}#SurveyAnswered`, name: 'SurveyAnswered', occurredAt, data };
}
