import * as z from 'zod/mini';
import { CALL_TYPES, type CallType } from '../kernel/platform-event.ts';
import type { DescribedGroup, DescribedRefusal, DescribedRoute } from './described-route.ts';

/** What intake validates with, and so is described by. */
export interface IntakeSchemas {
  /** One event; its name stands in the path. */
  readonly calls: Readonly<Record<CallType, z.ZodMiniType>>;
  /** Many events, each with its type. */
  readonly batch: z.ZodMiniType;
  /** What a batch is refused for as a whole, such as too many events. */
  readonly batchRefusals: readonly DescribedRefusal[];
  /** What was accepted, and what was rejected and why. */
  readonly answer: z.ZodMiniType;
  /** What a page's client loads before it sends. */
  readonly settings: z.ZodMiniType;
  /** What settings are refused for, such as a key that is none. */
  readonly settingsRefusals: readonly DescribedRefusal[];
}

const SUMMARIES: Readonly<Record<CallType, string>> = {
  track: 'Report what a customer did',
  identify: 'Tell who a customer is',
  page: 'Report a page that was viewed',
  screen: 'Report a screen of an app that was viewed',
  group: 'Tell which group a customer belongs to',
  alias: 'Tie two ids of one customer together',
};

/** What a schema alone does not show, such as that one of two ids has to be there. */
const EXAMPLES: Readonly<Record<CallType, Readonly<Record<string, unknown>>>> = {
  track: { userId: 'member-1001', event: 'Product Viewed', properties: { product_id: 'mug-01' } },
  identify: { userId: 'member-1001', traits: { email: 'customer@shop.example' } },
  page: { anonymousId: 'visitor-1001', name: 'Home' },
  screen: { anonymousId: 'visitor-1001', name: 'Home' },
  group: { userId: 'member-1001', groupId: 'book-club' },
  alias: { previousId: 'visitor-1001', userId: 'member-1001' },
};

const BATCH_EXAMPLE = {
  batch: [
    { type: 'track', ...EXAMPLES.track },
    { type: 'page', ...EXAMPLES.page },
  ],
};

const SHORT_FORMS: Readonly<Record<string, string>> = {
  track: 't',
  identify: 'i',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
  batch: 'b',
};

/** What holds for every route that takes events. */
export const EVENTS_GROUP: DescribedGroup = {
  name: 'Events',
  description: `Events come in the format of Segment’s HTTP tracking API, so its clients and RudderStack’s can send them. A key stands in HTTP Basic, or as \`writeKey\` in the body.

An event that is not as it should be is listed in \`rejected\` with its position, and the others go on: a request that can be read, and is within its limits, is answered 200. Events of tickets need a \`userId\`; others are a visitor's as long as they only have an \`anonymousId\`.

What is accepted is durable when the answer is given. Sending an event again with the same \`messageId\` has no further effect.`,
};

/** The routes for events, in the format of Segment's HTTP tracking API. */
export function intakePaths(schemas: IntakeSchemas): DescribedRoute[] {
  const { calls, batch, answer } = schemas;
  const single = CALL_TYPES.map((type) =>
    eventsRoute(type, SUMMARIES[type], {
      body: calls[type],
      bodyName: `${capitalized(type)}Call`,
      bodyExample: EXAMPLES[type],
      answer,
      refusals: [],
    }),
  );
  const many = { body: batch, bodyName: 'Batch', bodyExample: BATCH_EXAMPLE, answer, refusals: schemas.batchRefusals };
  const long = [
    ...single,
    eventsRoute('batch', 'Report many events at once', many),
    eventsRoute('import', 'Report many events at once, as older clients do', many),
  ];
  return [...long, ...long.flatMap(shortForm), settingsRoute(schemas)];
}

type Contents = Required<Pick<DescribedRoute, 'body' | 'bodyName' | 'bodyExample' | 'answer' | 'refusals'>>;

function eventsRoute(name: string, summary: string, contents: Contents): DescribedRoute {
  return {
    method: 'POST',
    path: `/v1/${name}`,
    group: EVENTS_GROUP.name,
    summary,
    access: { kind: 'writeKey' },
    isIdempotent: false,
    parameters: z.object({}),
    query: z.object({}),
    ...contents,
    // A page that sends text/plain is not asked to preflight.
    bodyTypes: ['application/json', 'text/plain'],
    status: 200,
    answerName: 'AcceptedEvents',
  };
}

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The same route under a shorter address, which clients use where bytes count. */
function shortForm(route: DescribedRoute): DescribedRoute[] {
  const short = SHORT_FORMS[route.path.slice('/v1/'.length)];
  if (short === undefined) return [];
  const { method, path } = route;
  return [{ ...route, path: `/v1/${short}`, summary: `Short form of ${path}`, sameAs: { method, path } }];
}

const settingsRoute = ({ settings, settingsRefusals }: IntakeSchemas): DescribedRoute => ({
  method: 'GET',
  path: '/v1/projects/{key}/settings',
  group: EVENTS_GROUP.name,
  summary: 'Settings for a client in a page or an app',
  description: 'Segment’s clients load this before they send. The key is the client key that they are made with.',
  access: { kind: 'public' },
  isIdempotent: false,
  parameters: z.object({ key: z.string().check(z.minLength(1)) }),
  query: z.object({}),
  bodyTypes: [],
  status: 200,
  answer: settings,
  refusals: settingsRefusals,
});
