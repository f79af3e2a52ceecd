import type { GivenMessage } from './message-contradiction.ts';
import type { OutreachProgramme } from './outreach-schema.ts';
import { namedMessage } from './ready-messages.ts';

const INVITED = 'SurveyInvited';
const LEFT = 'WinBackAsked';

/** The asking of who left after a silence, which is named after the day of the last order before it. */
export const leaversRun = (surveyId: string, silence: string): string => `${surveyId}.${silence}`;

/** Whether a message has a place that leads to a survey. */
export function leadsToSurvey({ channel, content }: GivenMessage): boolean {
  return [content.en, content.zh].some((said) => {
    if (channel !== 'email') return 'link' in said && said.link === 'survey';
    const { blocks } = said as GivenMessage['content']['en'] & { readonly blocks: readonly object[] };
    return blocks.some((block) => 'scores' in block || ('link' in block && block.link === 'survey'));
  });
}

/** Whether a message of a programme's list asks those who left. */
export const leadsToLeaversSurvey = (each: OutreachProgramme['messages'][number]): boolean => asks(each, LEFT);

/** Topics of the messages that lead to surveys, by how their members are found. */
export interface AskingTopics {
  readonly sampled: readonly string[];
  readonly leavers: readonly string[];
}

export function askingTopics(outreach: Pick<OutreachProgramme, 'messages'> | undefined): AskingTopics {
  const topicsOf = (event: string) =>
    (outreach?.messages ?? []).flatMap((each) => (asks(each, event) ? (namedMessage(each)?.topic ?? []) : []));
  return { sampled: topicsOf(INVITED), leavers: topicsOf(LEFT) };
}

function asks(each: OutreachProgramme['messages'][number], event: string): boolean {
  const message = namedMessage(each);
  return message !== undefined && message.trigger.event === event && leadsToSurvey(message);
}
