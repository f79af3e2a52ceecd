import { findMessageContradictions, type KnownNames } from '../../programmes/message-contradiction.ts';
import type { EmailBlock, MessageBody } from '../../programmes/message-schema.ts';
import { MEMBER_VARIABLES } from '../../programmes/trigger.ts';
import { parseTemplate } from './message-template.ts';

/** What is wrong with a message that has the right form. */
export interface ContentFault {
  readonly path: string;
  readonly expected: string;
  readonly given: string;
}

interface Part {
  readonly path: string;
  readonly text: string;
}

/**
 * What of a message does not hold together: texts that can't be read, variables that it does not declare or its trigger
 * does not have, links that nobody knows, a topic that is none.
 */
export function findContentFaults(body: MessageBody, known: KnownNames): ContentFault[] {
  return [
    ...findMessageContradictions(body, known).map(({ path, ...fault }) => ({ path: path.join('.'), ...fault })),
    ...textsOf(body).flatMap((part) => templateFaults(part, body)),
  ];
}

function templateFaults({ path, text }: Part, { variables }: MessageBody): ContentFault[] {
  try {
    return parseTemplate(text)
      .variables.filter((name) => !Object.hasOwn(variables, name) && !Object.hasOwn(MEMBER_VARIABLES, name))
      .map((name) => ({ path, expected: 'only variables that the message declares', given: name }));
  } catch (error) {
    const expected = 'a text with Liquid variables and conditions';
    return [{ path, expected, given: error instanceof Error ? error.message : String(error) }];
  }
}

/** Every text of a message that is a template, by where it stands. */
function textsOf({ channel, content }: MessageBody): Part[] {
  return (['en', 'zh'] as const).flatMap((language) => {
    const at = (name: string, text: string | undefined): Part[] =>
      text === undefined ? [] : [{ path: `content.${language}.${name}`, text }];
    if (channel === 'email') {
      const { subject, preheader, blocks } = content[language];
      const inBlocks = blocks.flatMap((block, index) =>
        blockTexts(block).flatMap((text) => at(`blocks.${index}`, text)),
      );
      return [...at('subject', subject), ...at('preheader', preheader), ...inBlocks];
    }
    const said: { readonly title?: string | undefined; readonly text: string } = content[language];
    return [...at('title', said.title), ...at('text', said.text)];
  });
}

function blockTexts(block: EmailBlock): readonly string[] {
  if ('facts' in block) return block.facts.flat();
  if ('list' in block) return block.list;
  if ('button' in block) return [block.button];
  return Object.values(block);
}
