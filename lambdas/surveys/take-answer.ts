import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import { readForm } from './answer-form.ts';
import { answeredNotice } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';
import { createFindSurvey, type SurveyPorts } from './show-survey.ts';
import { measure } from './survey.ts';
import { formPage, type SurveyPage, statePage } from './survey-page.ts';
import type { Language } from './survey-words.ts';

export interface AnswerPorts extends SurveyPorts {
  readonly invitations: Pick<InvitationStore, 'invitation' | 'forwarding' | 'answer'>;
}

const ATTEMPTS_MAX = 10;

/**
 * Keeps what a form says, once: the link is all it takes. What is earned by it follows from what is told of the answer. An
 * invitation that goes to another member just then, whom this one has become, is answered there.
 */
export function createTakeAnswer(ports: AnswerPorts, timeZone: string) {
  const findSurvey = createFindSurvey(ports, timeZone);
  return async (token: string, form: string, language: Language): Promise<SurveyPage> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const page = await answer(token, form, language);
      if (page !== 'MOVED') return page;
    }
    throw new BusyError(`an invitation moved ${ATTEMPTS_MAX} times in a row`);
  };

  async function answer(token: string, form: string, language: Language): Promise<SurveyPage | 'MOVED'> {
    const found = await findSurvey(token, language);
    if (found.kind === 'PAGE') return found.page;
    const { invitation, survey } = found;
    const { body } = survey;
    const read = readForm(form, body);
    if (!read.ok) {
      return read.refusal.code === 'ANSWER_INVALID'
        ? statePage('invalid', language, ports.frame)
        : formPage(body, read.refusal.filled, read.refusal.questions, language, ports.frame);
    }
    const { answers, texts } = read.value;
    const now = ports.clock();
    const answered = {
      answeredAt: now.toISOString(),
      answers,
      measured: measure(body, answers),
      month: dayOf(now.getTime(), timeZone).slice(0, 7),
      texts: Object.entries(texts).map(([question, text]) => ({ question, text })),
    };
    const notice = answeredNotice(invitation, survey, answered.answeredAt);
    const kept = await ports.invitations.answer(invitation, answered, notice);
    if (kept === 'MOVED') return kept;
    return statePage(kept === 'ANSWERED' ? 'thanks' : 'answered', language, ports.frame, body.points);
  }
}
