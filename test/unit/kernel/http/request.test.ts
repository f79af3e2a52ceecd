import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyText } from '../../../../lambdas/kernel/http/body.ts';
import { HttpProblem } from '../../../../lambdas/kernel/http/problem.ts';
import { parseJsonBody, presentedSecret } from '../../../../lambdas/kernel/http/request.ts';
import { base64, requestWith } from './requests.ts';

const encoded = (body: string) => ({ ...requestWith(body), isBase64Encoded: true });

function problemOf(read: () => unknown): HttpProblem {
  try {
    read();
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('whatever the text, it is read the same plain and in base64', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\uFEFF')),
      (text) => {
        expect(bodyText(requestWith(text))).toBe(text);
        expect(bodyText(encoded(base64(text)))).toBe(text);
      },
    ),
  );
});

test('whatever the JSON, it is read as it was sent', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJsonBody(requestWith(text))).toEqual(JSON.parse(text));
      expect(parseJsonBody(encoded(base64(text)))).toEqual(JSON.parse(text));
    }),
  );
});

test('bytes that are no text are refused, not replaced', () => {
  const { status, problem } = problemOf(() =>
    parseJsonBody(encoded(Buffer.from([0x22, 0xff, 0x22]).toString('base64'))),
  );
  expect(status).toBe(400);
  expect(problem).toMatchObject({ code: 'BODY_UNREADABLE', path: '$', expected: 'text in UTF-8' });
});

test.each([undefined, ''])('the body %j is empty, and said to be', (body) => {
  const { status, problem } = problemOf(() => parseJsonBody(requestWith(body)));
  expect(status).toBe(400);
  expect(problem).toMatchObject({ code: 'BODY_UNREADABLE', expected: 'a JSON object', given: 'an empty body' });
});

test.each(['{', '{"a":}', 'undefined', "{'a':1}", 'NaN'])('the body %s is no JSON, and refused', (body) => {
  const { status, problem } = problemOf(() => parseJsonBody(requestWith(body)));
  expect(status).toBe(400);
  expect(problem).toMatchObject({ code: 'BODY_UNREADABLE', path: '$' });
  expect(problem.given).not.toBe('');
});

test.each([
  { how: 'the user name of HTTP Basic', headers: { authorization: `Basic ${base64('secret-1:')}` } },
  { how: 'the user name of HTTP Basic without a password', headers: { authorization: `Basic ${base64('secret-1')}` } },
  { how: 'HTTP Basic, whatever the case of the word', headers: { authorization: `bASIC ${base64('secret-1:x:y')}` } },
  { how: 'a bearer token', headers: { authorization: 'Bearer secret-1' } },
])('a key is found as $how', ({ headers }) => {
  expect(presentedSecret(requestWith('{}', headers))).toBe('secret-1');
});

test('a key is found as writeKey in the body', () => {
  expect(presentedSecret({ ...requestWith('…'), json: { writeKey: 'secret-1' } })).toBe('secret-1');
});

test('the header goes before the body', () => {
  const request = { ...requestWith('…', { authorization: 'Bearer secret-1' }), json: { writeKey: 'secret-2' } };
  expect(presentedSecret(request)).toBe('secret-1');
});

test.each([undefined, null, 'writeKey', 7, [], {}, { writeKey: 7 }, { writeKey: null }])(
  'the body %j holds no key',
  (json) => {
    expect(presentedSecret({ ...requestWith('…'), json })).toBeUndefined();
  },
);

test('another scheme than Basic and Bearer is no key', () => {
  expect(presentedSecret(requestWith('{}', { authorization: 'Digest username="secret-1"' }))).toBeUndefined();
});
