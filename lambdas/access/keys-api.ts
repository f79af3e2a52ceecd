import * as z from 'zod/mini';
import { API_KEY_KINDS, SCOPES } from '../kernel/api-key.ts';
import { apiRoute } from '../kernel/api-route.ts';

const KEY_ID_CHARACTERS_MAX = 100;
const PATH = '/v1/keys';
const GROUP = 'Keys';

const nothing = z.object({});

const key = z.object({
  keyId: z.string(),
  kind: z.enum(API_KEY_KINDS),
  scopes: z.array(z.enum(SCOPES)),
  signed: z.boolean(),
});

export const listKeysRoute = apiRoute({
  method: 'GET',
  path: PATH,
  group: GROUP,
  summary: 'All API keys, revoked ones too, without their secrets',
  description: 'A key that was created or revoked a moment ago may not show yet.',
  scope: 'admin',
  parameters: nothing,
  query: nothing,
  status: 200,
  answer: z.object({
    keys: z.array(z.extend(key, { createdAt: z.iso.datetime(), revokedAt: z.optional(z.iso.datetime()) })),
  }),
  refusals: {},
});

export const createKeyRoute = apiRoute({
  method: 'POST',
  path: PATH,
  group: GROUP,
  summary: 'Creates an API key and shows its secrets, this once',
  description:
    'For a rotation create a second key, let your platform use it, and revoke the first; both are valid meanwhile. ' +
    'The signing secret of a client key belongs on your server: it makes identity tokens, hex(HMAC-SHA256(signingSecret, userId)). ' +
    'A server key created with `signed` takes only requests with a header x-holdfast-signature.',
  scope: 'admin',
  parameters: nothing,
  query: nothing,
  // Strict: a misspelt `signed` would make a key that takes unsigned requests.
  body: z.strictObject({
    kind: z.enum(API_KEY_KINDS),
    scopes: z.optional(z.array(z.enum(SCOPES)).check(z.maxLength(SCOPES.length))),
    signed: z.optional(z.boolean()),
  }),
  status: 201,
  answer: z.extend(key, { secret: z.string(), signingSecret: z.optional(z.string()) }),
  refusals: {
    SCOPES_NOT_FOR_KIND: { status: 422, title: 'only operator keys have scopes' },
    SIGNED_NOT_FOR_KIND: { status: 422, title: 'only requests with server keys can be signed' },
  },
});

export const revokeKeyRoute = apiRoute({
  method: 'DELETE',
  path: `${PATH}/{keyId}`,
  group: GROUP,
  summary: 'Revokes an API key for good',
  description: 'The key opens nothing from a minute later on. Revoking again changes nothing.',
  scope: 'admin',
  parameters: z.object({ keyId: z.string().check(z.minLength(1), z.maxLength(KEY_ID_CHARACTERS_MAX)) }),
  query: nothing,
  status: 200,
  answer: z.object({ keyId: z.string(), revoked: z.literal(true) }),
  refusals: {
    KEY_UNKNOWN_ID: { status: 404, title: 'there is no key with this id' },
    KEY_IS_OWN: { status: 409, title: 'a key can not revoke itself: somebody has to be left to create another' },
  },
});
