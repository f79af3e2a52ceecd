import type * as z from 'zod/mini';
import type { messageBody } from './message-schema.ts';
import type { Contradiction } from './programme-error.ts';
import { ASKING, OWN_LINKS, SURVEY_TRIGGERS, TRIGGERS } from './trigger.ts';

/** A message as its file says it: what it may leave out can be missing. */
export type GivenMessage = z.input<typeof messageBody>;

/** What of a programme its messages name. */
export interface KnownNames {
  readonly topics: readonly string[];
  readonly links: readonly string[];
}

/** Where a part of a message does not go together with others; steps from the message. */
export interface MessageContradiction extends Contradiction {
  readonly given: string;
}

const LANGUAGES = ['en', 'zh'] as const;

/** A topic that is none, variables that the trigger does not have, links that nobody knows. The texts are not read. */
export function findMessageContradictions(message: GivenMessage, known: KnownNames): MessageContradiction[] {
  const names = Object.keys(message.links ?? {});
  const isAsking = SURVEY_TRIGGERS.some((event) => event === message.trigger.event);
  const own = OWN_LINKS.filter((name) => name !== 'survey' || isAsking);
  const links = new Set([...own, ...known.links, ...names]);
  return [
    ...(known.topics.includes(message.topic)
      ? []
      : [{ path: ['topic'], expected: `one of the topics ${known.topics.join(', ')}`, given: message.topic }]),
    ...contradictingVariables(message),
    ...contradictingLinks(names),
    ...linksOf(message)
      .filter(({ given }) => !links.has(given))
      .map((link) => ({ ...link, expected: `one of the links ${[...links].join(', ')}` })),
    ...contradictingScores(message),
  ];
}

/** Links whose names have a meaning already. */
export function contradictingLinks(names: readonly string[]): MessageContradiction[] {
  return names
    .filter((name) => OWN_LINKS.some((own) => own === name))
    .map((name) => ({ path: ['links', name], expected: `a name other than ${OWN_LINKS.join(', ')}`, given: name }));
}

function contradictingVariables({ trigger, variables = {} }: GivenMessage): MessageContradiction[] {
  const provided = TRIGGERS[trigger.event] ?? {};
  return Object.entries(variables).flatMap(([name, kind]) => {
    if (provided[name] === kind) return [];
    const has = Object.entries(provided).map(([each, its]) => `${each} (${its})`);
    const expected = `what ${trigger.event} has: ${has.join(', ') || 'nothing'}`;
    return [{ path: ['variables', name], expected, given: kind }];
  });
}

/** Of other events nobody knows what is asked. */
function contradictingScores({ trigger, channel, content }: GivenMessage): MessageContradiction[] {
  if (channel !== 'email' || ASKING.some((event) => event === trigger.event)) return [];
  return LANGUAGES.flatMap((language) =>
    content[language].blocks.flatMap((block, index) =>
      'scores' in block
        ? [
            {
              path: ['content', language, 'blocks', index],
              expected: `scores only after ${ASKING.join(' and ')}`,
              given: trigger.event,
            },
          ]
        : [],
    ),
  );
}

function linksOf({ channel, content }: GivenMessage): Omit<MessageContradiction, 'expected'>[] {
  return LANGUAGES.flatMap((language) => {
    if (channel !== 'email') {
      const { link } = content[language];
      return link === undefined ? [] : [{ path: ['content', language, 'link'], given: link }];
    }
    return content[language].blocks.flatMap((block, index) =>
      'button' in block ? [{ path: ['content', language, 'blocks', index, 'link'], given: block.link }] : [],
    );
  });
}
