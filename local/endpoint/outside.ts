import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { OUTSIDE_URL_HEADER } from '../compute/outside-header.ts';
import type { SendingFault } from '../sending/faults.ts';
import type { Sending } from '../sending/sending.ts';
import type { AwsReply } from './aws-call.ts';

/** How servers outside answer, by their host; every other one takes what it is sent. */
const HOSTS: Readonly<Record<string, number | 'NEVER'>> = {
  'fails.example': 500,
  'gone.example': 410,
  'slow.example': 'NEVER',
};

const FAULTS: Partial<Record<SendingFault, number>> = { Throttling: 429, Rejected: 400, ServerError: 500 };

/** What a function sends to a server outside: it lands in the inbox, and is answered by what the host's name says. */
export function answerFromOutside(
  sending: Sending,
  { method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  body: Buffer,
): AwsReply | 'NEVER' {
  const url = new URL(String(headers[OUTSIDE_URL_HEADER]));
  const fault = sending.faults.take('outside');
  const planned = fault === undefined ? undefined : FAULTS[fault];
  const status = planned ?? HOSTS[url.hostname] ?? 200;
  sending.inbox.add({
    channel: 'webhook',
    to: [url.href],
    body: body.toString('utf8'),
    details: { method, url: url.href, headers: withoutOwn(headers, url.host), status },
  });
  if (status === 'NEVER') return 'NEVER';
  return { status, contentType: 'text/plain', body: status === 200 ? 'ok' : '', isLost: fault === 'LostAnswer' };
}

/** The headers as the receiver would see them. */
function withoutOwn(headers: IncomingHttpHeaders, host: string): IncomingHttpHeaders {
  const { [OUTSIDE_URL_HEADER]: _, ...seen } = headers;
  return { ...seen, host };
}
