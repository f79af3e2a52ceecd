import type { EmailBlock, MessageBody } from '../../programmes/message-schema.ts';
import { MEMBER_VARIABLES, OWN_LINKS, TRIGGERS } from '../../programmes/trigger.ts';
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
export function findContentFaults(
  body: MessageBody,
  known: { readonly topics: readonly string[]; readonly links: readonly string[] },
): ContentFault[] {
  const links = new Set([...OWN_LINKS, ...known.links, ...Object.keys(body.links)]);
  const texts = textsOf(body);
  return [
    ...(known.topics.includes(body.topic)
      ? []
      : [{ path: 'topic', expected: `one of ${known.topics.join(', ')}`, given: body.topic }]),
    ...variableFaults(body),
    ...texts.flatMap((part) => templateFaults(part, body)),
    ...linksOf(body)
      .filter(({ text }) => !links.has(text))
      .map(({ path, text }) => ({ path, expected: `one of the links ${[...links].join(', ')}`, given: text })),
  ];
}

function variableFaults({ trigger, variables }: MessageBody): ContentFault[] {
  const provided = TRIGGERS[trigger.event] ?? {};
  return Object.entries(variables).flatMap(([name, kind]) => {
    if (provided[name] === kind) return [];
    const has = Object.entries(provided).map(([each, its]) => `${each} (${its})`);
    const expected = `what ${trigger.event} has: ${has.join(', ') || 'nothing'}`;
    return [{ path: `variables.${name}`, expected, given: kind }];
  });
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

function linksOf({ channel, content }: MessageBody): Part[] {
  return (['en', 'zh'] as const).flatMap((language) => {
    const path = `content.${language}`;
    if (channel !== 'email') {
      const { link } = content[language];
      return link === undefined ? [] : [{ path: `${path}.link`, text: link }];
    }
    return content[language].blocks.flatMap((block, index) =>
      'button' in block ? [{ path: `${path}.blocks.${index}.link`, text: block.link }] : [],
    );
  });
}
