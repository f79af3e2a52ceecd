import { readMessage } from '../sending/read-message.ts';
import type { SentTo } from '../sending/sent-message.ts';
import { type Control, type ControlledSystem, json, parseObject, queryOf } from './controls.ts';
import type { HttpAnswer } from './http-answer.ts';

const MESSAGES_LISTED = 200;
const CHANNELS: readonly SentTo[] = ['email', 'sms', 'webhook', 'topic'];

/** What was sent, and what providers shall do to the next messages. */
export const sendingRoutes: Readonly<Record<string, Control>> = {
  'GET /_local/inbox': (system, request) => {
    const query = queryOf(request);
    const channel = channelOf(query);
    const since = query.get('since');
    const sinceMs = since === null ? undefined : Date.parse(since);
    const limit = Number(query.get('limit') ?? MESSAGES_LISTED);
    if (channel === 'UNKNOWN') return unknownChannel(query);
    if (Number.isNaN(sinceMs)) return refuse(`since is an instant such as 2027-01-31T09:00:00Z, given "${since}"`);
    if (!Number.isInteger(limit) || limit < 0) return refuse('limit is a whole number of messages');
    const { inbox } = system.runtime.sending;
    const messages = inbox.messages({ channel, to: query.get('to') ?? undefined, sinceMs, limit });
    return json(200, { messages: messages.map((message) => message.summary()) });
  },

  'GET /_local/inbox/message': async (system, request) => {
    const id = queryOf(request).get('id') ?? '';
    const message = system.runtime.sending.inbox.find(id);
    if (message === undefined) {
      return json(404, { title: 'no such message', detail: `"${id}" was not sent, or is no longer kept` });
    }
    return json(200, await readMessage(message, apisOf(system)));
  },

  'GET /_local/inbox/rates': (system, request) => {
    const query = queryOf(request);
    const channel = channelOf(query) ?? 'email';
    if (channel === 'UNKNOWN') return unknownChannel(query);
    const { inbox } = system.runtime.sending;
    const rates = [...inbox.rates(channel)].map(([second, sends]) => [new Date(second * 1000).toISOString(), sends]);
    return json(200, { channel, sends: inbox.count(channel), perSecond: Object.fromEntries(rates) });
  },

  'GET /_local/sending': (system) => json(200, { faults: system.runtime.sending.faults.list() }),

  'POST /_local/sending': (system, _, body) => {
    const { faults } = system.runtime.sending;
    const { service, fault, times = 1 } = parseObject(body) ?? {};
    if (fault === null) faults.clear();
    else {
      try {
        faults.plan({ service, fault, times } as Parameters<typeof faults.plan>[0]);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return refuse(error.message);
      }
    }
    return json(200, { faults: faults.list() });
  },
};

/** Where the templates say that the APIs are, and that this is where they are. */
function apisOf({ deployment, url }: ControlledSystem) {
  return deployment.httpApis.map(({ apiId }) => {
    return { deployed: `https://${apiId}.execute-api.${deployment.region}.amazonaws.com`, local: url };
  });
}

function channelOf(query: URLSearchParams): SentTo | 'UNKNOWN' | undefined {
  const given = query.get('channel');
  return given === null || given === '' ? undefined : (CHANNELS.find((channel) => channel === given) ?? 'UNKNOWN');
}

const unknownChannel = (query: URLSearchParams) =>
  refuse(`channel is one of ${CHANNELS.join(', ')}, given "${query.get('channel')}"`);

function refuse(detail: string): HttpAnswer {
  return json(400, { title: 'bad request', detail });
}
