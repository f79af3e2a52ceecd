import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';
import { CHANNELS } from './contact-message.ts';

const CONSENTS_MAX = 60;
const SOURCE_CHARACTERS_MAX = 100;
const TOPIC_CHARACTERS_MAX = 64;

const channel = z.enum(CHANNELS);
const said = z.object({
  channel,
  topic: z.string(),
  /** `PENDING`: a yes that the member has not confirmed yet; it counts as none. */
  status: z.enum(['GRANTED', 'PENDING', 'WITHDRAWN']),
  at: z.string(),
  source: z.string(),
});

const PATH = '/v1/members/{memberId}/consents';

export const showConsentsRoute = apiRoute({
  method: 'GET',
  path: PATH,
  group: 'Messages',
  summary: 'What a member consented to, by channel and topic, and how it came to that',
  description: 'What is not in the list was never asked: there is no consent to it.',
  scope: 'read',
  parameters: z.object({ memberId: idParameter }),
  query: z.object(pageQuery),
  status: 200,
  answer: z.object({
    memberId: z.string(),
    consents: z.array(said),
    /** Page by page: by channel and topic, each with its latest word last. */
    history: z.array(said),
    cursor: z.optional(z.string()),
  }),
  refusals: { CURSOR_UNKNOWN: { status: 422, title: 'the cursor is not one of this list' } },
});

export const changeConsentsRoute = apiRoute({
  method: 'POST',
  path: PATH,
  group: 'Messages',
  summary: 'Keeps what a member said of channels and topics',
  description:
    'The later word counts, in whatever order they are told; telling the same again changes nothing. Where the programme wants an opt-in confirmed, a yes waits until the member has followed the link of the message that asks for it, one for all of a channel that are told together, unless `isConfirmed` says that you have the confirmation.',
  scope: 'write',
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  body: z.strictObject({
    consents: z
      .array(
        z.strictObject({
          channel,
          topic: z.string().check(z.minLength(1), z.maxLength(TOPIC_CHARACTERS_MAX)),
          status: z.enum(['GRANTED', 'WITHDRAWN']),
        }),
      )
      .check(z.minLength(1), z.maxLength(CONSENTS_MAX)),
    /** Where it was said, such as `checkout` or `import from the old system`: the proof of it. */
    source: z.string().check(z.minLength(1), z.maxLength(SOURCE_CHARACTERS_MAX)),
    /** When it was said; now, unless it is told later. */
    at: z.optional(z.iso.datetime()),
    isConfirmed: z._default(z.boolean(), false),
  }),
  status: 200,
  answer: z.object({ memberId: z.string(), consents: z.array(said) }),
  refusals: {
    TOPIC_UNKNOWN: { status: 422, title: 'the programme has no such topic' },
    CONSENT_TWICE: { status: 422, title: 'a channel and topic stand there twice' },
    CONSENT_IN_FUTURE: { status: 422, title: 'nobody has said it yet' },
  },
});

export const consentRoutes = [showConsentsRoute, changeConsentsRoute] as const;
