import { contradictingLinks, findMessageContradictions } from './message-contradiction.ts';
import type { OutreachProgramme } from './outreach-schema.ts';
import type { Contradiction } from './programme-error.ts';
import { namedMessage, READY_MESSAGES } from './ready-messages.ts';

/** Where what a programme says of messages does not hold together; steps from `outreach`. */
export function findOutreachContradictions(outreach: OutreachProgramme): Contradiction[] {
  return [
    ...repeatedIds('topics', outreach.topics),
    ...repeatedIds('caps', outreach.caps),
    ...contradictingLinks(Object.keys(outreach.links)),
    ...contradictingCaps(outreach),
    ...contradictingHours(outreach),
    ...contradictingOptIn(outreach),
    ...contradictingMessages(outreach),
  ];
}

function repeatedIds(at: string, all: readonly { readonly id: string }[]): Contradiction[] {
  return all.flatMap(({ id }, index) =>
    all.findIndex((each) => each.id === id) < index ? [{ path: [at, index], expected: 'each id once' }] : [],
  );
}

function contradictingCaps({ caps, topics }: OutreachProgramme): Contradiction[] {
  return caps.flatMap(({ topic }, index) =>
    topic === undefined || topics.some(({ id }) => id === topic)
      ? []
      : [{ path: ['caps', index, 'topic'], expected: 'the id of a topic' }],
  );
}

/** Between a time and itself lies a whole day, or nothing. */
function contradictingHours({ quietHours: { from, to } }: OutreachProgramme): Contradiction[] {
  return from === to ? [{ path: ['quietHours', 'to'], expected: `another time than from, which is ${from}` }] : [];
}

/** A yes that has to be confirmed needs a message that asks for it. */
function contradictingOptIn({ doubleOptIn, messages }: OutreachProgramme): Contradiction[] {
  const asking = messages.map(namedMessage).filter((message) => message?.trigger.event === 'ConfirmationRequested');
  return doubleOptIn.flatMap((channel, index) =>
    asking.some((message) => message?.trigger.where?.['channel']?.includes(channel) ?? true)
      ? []
      : [
          {
            path: ['doubleOptIn', index],
            expected: `a message that follows from ConfirmationRequested of the channel ${channel}`,
          },
        ],
  );
}

function contradictingMessages({ messages, topics, links }: OutreachProgramme): Contradiction[] {
  const known = { topics: topics.map(({ id }) => id), links: Object.keys(links) };
  const ids = messages.map((each) => (typeof each === 'string' ? each : each.id));
  return messages.flatMap((each, index): Contradiction[] => {
    const path = ['messages', index];
    if (ids.indexOf(ids[index] ?? '') < index) return [{ path, expected: 'each id once' }];
    if (typeof each !== 'string') {
      return findMessageContradictions(each.message, known).map(({ path: steps, expected }) => ({
        path: [...path, 'message', ...steps],
        expected,
      }));
    }
    const ready = namedMessage(each);
    if (ready === undefined) {
      return [{ path, expected: `a ready message: ${Object.keys(READY_MESSAGES).join(', ')}; or one of your own` }];
    }
    // What it needs of the programme, said once and not for each language.
    const needs = findMessageContradictions(ready, known).map(({ path: steps, given }) =>
      steps[0] === 'topic' ? `a topic ${given}, which it is about` : `a link ${given}, which it leads to`,
    );
    return [...new Set(needs)].map((expected) => ({ path, expected }));
  });
}
