import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { HttpProblem } from './problem.ts';

const PACKED_BYTES_MAX = 1024 * 1024;
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** The bytes that the caller sent, still packed if they came packed: what a signature is made of. */
export function rawBody({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The body as text, however the gateway passed it on: as it is, in base64, packed by gzip (RudderStack's client packs
 * unless told otherwise). Throws a problem for what is too large, packed another way, or no text.
 */
export function bodyText(event: APIGatewayProxyEventV2): string {
  const bytes = rawBody(event);
  const encoding = (event.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpacked = encoding === 'identity' ? limited(bytes, BODY_BYTES_MAX) : unpack(bytes, encoding);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(unpacked);
  } catch {
    throw unreadable('text in UTF-8', 'other bytes');
  }
}

/** A body that says nothing: sending it again would not help. */
export function unreadable(expected: string, given: string): HttpProblem {
  const title = 'the body can not be read';
  return new HttpProblem(400, { code: 'BODY_UNREADABLE', title, path: '$', expected, given });
}

/** The limit holds while inflating: a small body that unpacks to gigabytes is given up at the limit. */
function unpack(bytes: Buffer, encoding: string): Buffer {
  if (encoding !== 'gzip') {
    const title = 'the body is packed in an unknown way';
    const [expected, given] = ['gzip, or not packed', encoding.slice(0, 40)];
    throw new HttpProblem(415, { code: 'ENCODING_UNKNOWN', title, expected, given });
  }
  try {
    return gunzipSync(limited(bytes, PACKED_BYTES_MAX), { maxOutputLength: BODY_BYTES_MAX });
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(BODY_BYTES_MAX, 'more, unpacked');
    throw unreadable('a body packed by gzip', 'a damaged or cut one');
  }
}

function limited(bytes: Buffer, bytesMax: number): Buffer {
  if (bytes.length > bytesMax) throw tooLarge(bytesMax, `${bytes.length} bytes`);
  return bytes;
}

function tooLarge(bytesMax: number, given: string): HttpProblem {
  const title = 'the body is too large';
  return new HttpProblem(413, {
    code: 'BODY_TOO_LARGE',
    title,
    path: '$',
    expected: `at most ${bytesMax} bytes`,
    given,
  });
}
