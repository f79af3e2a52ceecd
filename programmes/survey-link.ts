import type { GivenMessage } from './message-contradiction.ts';
import type { OutreachProgramme } from './outreach-schema.ts';
import { READY_MESSAGES } from './ready-messages.ts';

const LEFT = 'WinBackAsked';

/** Whether a message has a place that leads to a survey. */
export function leadsToSurvey({ channel, content }: GivenMessage): boolean {
  return [content.en, content.zh].some((said) => {
    if (channel !== 'email') return 'link' in said && said.link === 'survey';
    const { blocks } = said as GivenMessage['content']['en'] & { readonly blocks: readonly object[] };
    return blocks.some((block) => 'scores' in block || ('link' in block && block.link === 'survey'));
  });
}

/** Whether a message of a programme's list asks those who left. */
export function leadsToLeaversSurvey(each: OutreachProgramme['messages'][number]): boolean {
  const message = typeof each === 'string' ? readyMessage(each) : each.message;
  return message !== undefined && message.trigger.event === LEFT && leadsToSurvey(message);
}

const readyMessage = (id: string): GivenMessage | undefined =>
  Object.hasOwn(READY_MESSAGES, id) ? READY_MESSAGES[id] : undefined;
