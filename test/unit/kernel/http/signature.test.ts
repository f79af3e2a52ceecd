import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SIGNATURE_HEADER, signatureFault, signatureHeader } from '../../../../lambdas/kernel/http/signature.ts';

const SECRET = 'hf_signing_local';
const AT_SECONDS = 1_770_091_506;
const at = (seconds: number) => new Date(seconds * 1000);
const BODY = Buffer.from('{"event":"Order Completed"}');

const sign = (seconds: number | string, body = BODY, secret = SECRET) =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
const faultOf = (header: string | undefined, body = BODY, now = at(AT_SECONDS)) =>
  signatureFault(header, body, SECRET, now);

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

test('what a server signs is accepted, for these bytes and this secret only', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.string({ minLength: 1 }), (body, otherBody, secret) => {
      const header = signatureHeader(body, secret, at(AT_SECONDS));
      expect(header).toBe(`t=${AT_SECONDS},v1=${sign(AT_SECONDS, body, secret)}`);
      expect(signatureFault(header, body, secret, at(AT_SECONDS))).toBeUndefined();
      expect(signatureFault(header, otherBody, secret, at(AT_SECONDS)) === undefined).toBe(body.equals(otherBody));
      expect(signatureFault(header, body, `${secret}x`, at(AT_SECONDS))).toBeDefined();
    }),
  );
});

test('the signature is what other languages make of it', () => {
  // printf '1770091506.{}' | openssl dgst -sha256 -hmac hf_signing_local
  expect(signatureHeader(Buffer.from('{}'), SECRET, at(AT_SECONDS))).toBe(
    't=1770091506,v1=87c55a02bbc87e6a83a3d7cae155b0d3e8f402715557fe5ba28b2bb1db9984b3',
  );
});

test.each([
  [-301, 'a signature 301 seconds ahead'],
  [-300, undefined],
  [0, undefined],
  [300, undefined],
  [301, 'a signature 301 seconds old'],
])('%i seconds later it is %j', (seconds, fault) => {
  expect(faultOf(`t=${AT_SECONDS},v1=${sign(AT_SECONDS)}`, BODY, at(AT_SECONDS + seconds))).toBe(fault);
});

test('the time is signed too: an old signature does not become a new one', () => {
  const old = sign(AT_SECONDS - 1000);
  expect(faultOf(`t=${AT_SECONDS},v1=${old}`)).toBe('a signature of something else, or made with another secret');
});

test.each([
  ['one of several', `t=${AT_SECONDS},v1=${'0'.repeat(64)},v1=${sign(AT_SECONDS)}`],
  ['capital digits', `t=${AT_SECONDS},v1=${sign(AT_SECONDS).toUpperCase()}`],
  ['another order, with blanks', `v1=${sign(AT_SECONDS)}, t=${AT_SECONDS}`],
  ['beside a version to come', `t=${AT_SECONDS},v2=x,v1=${sign(AT_SECONDS)}`],
])('%s is accepted', (_, header) => {
  expect(faultOf(header)).toBeUndefined();
});

test.each([
  ['', 'a header that can not be read'],
  [`v1=${sign(AT_SECONDS)}`, 'a header that can not be read'],
  [`t=${AT_SECONDS}`, 'a header that can not be read'],
  [`t=${AT_SECONDS},t=${AT_SECONDS},v1=${sign(AT_SECONDS)}`, 'a header that can not be read'],
  [`t=,v1=${sign('')}`, 'a header that can not be read'],
  [`t=NaN,v1=${sign('NaN')}`, 'a header that can not be read'],
  [`t=1e9,v1=${sign('1e9')}`, 'a header that can not be read'],
  [`t=${AT_SECONDS},v1=`, 'a header that can not be read'],
  [`t=${AT_SECONDS},v1=${sign(AT_SECONDS).slice(2)}`, 'a header that can not be read'],
  [`t=${AT_SECONDS}${`,v1=${sign(AT_SECONDS)}`.repeat(9)}`, 'a header that can not be read'],
  [sign(AT_SECONDS), 'a header that can not be read'],
  [undefined, 'no signature'],
])('%s is refused: %s', (header, fault) => {
  expect(faultOf(header)).toBe(fault);
});

test('whatever comes as a header is answered, never thrown at', () => {
  const piece = fc.constantFrom('t=', 'v1=', ',', '=', String(AT_SECONDS), 'a'.repeat(64), ' ', 'é');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (header) => {
        expect(faultOf(header)).toBeTypeOf('string');
      },
    ),
  );
});

test('the header is named as the gateway passes names on, in small letters', () => {
  expect(SIGNATURE_HEADER).toBe('x-holdfast-signature');
});
