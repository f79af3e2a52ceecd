import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeProgramme } from '../../../programmes/describe-programme.ts';
import { parseProgramme } from '../../../programmes/programme.ts';
import { ProgrammeError } from '../../../programmes/programme-error.ts';
import { programmeSurveys } from '../../../programmes/ready-surveys.ts';

const SHOP = JSON.parse(readFileSync(join(import.meta.dirname, '../../../programmes/gift-shop.json'), 'utf8'));
const words = (text: string) => ({ en: text, zh: text });
const SCORE = { id: 'nps', kind: 'score', scale: '0-10', measures: 'nps', text: words('How likely?') };
const REASON = {
  id: 'why',
  kind: 'choice',
  text: words('Why?'),
  options: [
    { id: 'price', text: words('Price') },
    { id: 'other', text: words('Other') },
  ],
};
const own = (changes: object) => ({
  id: 'own',
  survey: { name: words('Own'), kind: 'custom', topic: 'surveys', questions: [SCORE], ...changes },
});

function faultsOf(surveys: readonly unknown[], changes: object = {}): readonly string[] {
  try {
    parseProgramme({ ...SHOP, surveys, ...changes });
    return [];
  } catch (error) {
    if (error instanceof ProgrammeError) return error.faults;
    throw error;
  }
}

test('a programme has ready surveys by their ids, and its own beside them', () => {
  const { surveys } = parseProgramme({ ...SHOP, surveys: ['quarterly-satisfaction', 'leavers', own({})] });
  expect(Object.keys(programmeSurveys({ surveys }))).toEqual(['quarterly-satisfaction', 'leavers', 'own']);
  expect(programmeSurveys({ surveys })['own']).toMatchObject({
    cooldownDays: 80,
    sampleSize: 400,
    closesAfterDays: 21,
  });
});

test('surveys are told in sentences', () => {
  const sentences = describeProgramme(parseProgramme(SHOP)).join('\n');
  expect(sentences).toContain('each quarter up to 400 members who consented to surveys are asked');
  expect(sentences).toContain('nobody who was asked anything in the 80 days before');
  expect(sentences).toContain('An answer earns 50 points; who has not answered is reminded once, after 7 days');
  expect(sentences).toContain('it is asked of who is not won back');
});

test.each<readonly [string, readonly unknown[], string]>([
  ['a survey that is not ready', ['leavers', 'nothing'], 'surveys.1: expected a ready survey'],
  ['an id twice', ['leavers', 'leavers'], 'surveys.1: expected each id once'],
  ['a topic that is none', ['leavers', own({ topic: 'stars' })], 'surveys.1.survey.topic: expected one of the topics'],
  [
    'a topic that no message leads there by',
    ['leavers', own({ topic: 'offers' })],
    'surveys.1.survey.topic: expected the topic of a message that leads to the survey: surveys',
  ],
  [
    'a question id that every object has',
    ['leavers', own({ questions: [{ ...SCORE, id: 'constructor' }] })],
    'such as',
  ],
  ['a tier that is none', ['leavers', own({ audience: { tiers: ['star'] } })], 'surveys.1.survey.audience.tiers.0'],
  ['a question twice', ['leavers', own({ questions: [SCORE, SCORE] })], 'surveys.1.survey.questions.1.id'],
  [
    'nps of five points',
    ['leavers', own({ questions: [{ ...SCORE, scale: '1-5' }] })],
    'questions.0.scale: expected 0-10, by which nps is measured',
  ],
  ['nps without its question', ['leavers', own({ kind: 'nps', questions: [REASON] })], 'one that measures nps'],
  [
    'a condition on a later question',
    ['leavers', own({ questions: [{ ...REASON, showIf: { question: 'nps', answers: ['1'] } }, SCORE] })],
    'questions.0.showIf.question: expected a question before it',
  ],
  [
    'a condition on an answer that is none',
    ['leavers', own({ questions: [SCORE, { ...REASON, showIf: { question: 'nps', answers: ['11'] } }] })],
    'questions.1.showIf.answers.0: expected one of the answers 0, 1',
  ],
  ['a reminder after the end', ['leavers', own({ remindAfterDays: 21 })], 'remindAfterDays: expected less than'],
  ['no survey for those who left, whom a message leads there', [], 'a survey of the kind leavers, which it leads to'],
])('%s is refused, with what is expected', (_, surveys, fault) => {
  expect(faultsOf(surveys).join('\n')).toContain(fault);
});

test('a survey of a quarter needs a message that asks', () => {
  const messages = SHOP.outreach.messages.filter((each: unknown) => each !== 'survey-invitation');
  expect(faultsOf(['quarterly-satisfaction', 'leavers'], { outreach: { ...SHOP.outreach, messages } })).toEqual([
    expect.stringContaining('surveys.0: expected of topic a message of the programme that follows from SurveyInvited'),
  ]);
});

test('a programme that writes to nobody asks nobody', () => {
  const { winBack: _, ...lifecycle } = SHOP.lifecycle;
  const changes = { outreach: undefined, lifecycle };
  expect(faultsOf(['leavers'], changes)).toContainEqual(
    expect.stringContaining('surveys: expected outreach beside it'),
  );
});
