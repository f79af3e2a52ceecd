import { gzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ApiKey } from '../../../../lambdas/kernel/api-key.ts';
import { apiFunction } from '../../../../lambdas/kernel/http/api-function.ts';
import { apiKeyCheck, jsonBody, signatureCheck } from '../../../../lambdas/kernel/http/middlewares.ts';
import { type ApiResponse, json } from '../../../../lambdas/kernel/http/problem.ts';
import type { ApiRequest } from '../../../../lambdas/kernel/http/request.ts';
import { signatureHeader } from '../../../../lambdas/kernel/http/signature.ts';
import { logger } from '../../../../lambdas/kernel/log.ts';
import { requestWith } from './requests.ts';

const NOW = new Date('2026-02-03T04:05:06.789Z');
const BODY = '{"event":"Order Completed","note":"¥1.20 – 纸鹤"}';
const KEYS: Readonly<Record<string, ApiKey>> = {
  signed: { keyId: 'k-1', kind: 'server', scopes: [], signingSecret: 'hf_signing_1' },
  'signed-next': { keyId: 'k-2', kind: 'server', scopes: [], signingSecret: 'hf_signing_2' },
  unsigned: { keyId: 'k-3', kind: 'server', scopes: [] },
  client: { keyId: 'k-4', kind: 'client', scopes: [], signingSecret: 'hf_identity_1' },
};
const apiKeys = { find: async (secret: string) => KEYS[secret] };

const handle = vi.fn(async ({ apiKey }: ApiRequest): Promise<ApiResponse> => json(200, { keyId: apiKey?.keyId }));

async function call(request: ApiRequest) {
  const checks = [jsonBody(), apiKeyCheck(apiKeys, ['server', 'client']), signatureCheck(() => NOW)];
  const { statusCode, headers, body } = await apiFunction(checks, handle)(request, {} as Context);
  return { status: statusCode, headers, body: JSON.parse(body ?? 'null') };
}

const requestOf = (secret: string, signature?: string, body = BODY) =>
  requestWith(body, {
    authorization: `Bearer ${secret}`,
    ...(signature === undefined ? {} : { 'x-holdfast-signature': signature }),
  });
const signatureOf = (body: string | Buffer, secret = 'hf_signing_1') => signatureHeader(Buffer.from(body), secret, NOW);

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
  handle.mockClear();
});

test('a signed request is let in', async () => {
  expect(await call(requestOf('signed', signatureOf(BODY)))).toMatchObject({ status: 200, body: { keyId: 'k-1' } });
});

test('what is signed are the bytes as they were sent: unpacked from the base64 of the gateway, still packed by gzip', async () => {
  const packed = gzipSync(BODY);
  const request = (signature: string) => {
    const { headers, ...rest } = requestOf('signed', signature, packed.toString('base64'));
    return { ...rest, headers: { ...headers, 'content-encoding': 'gzip' }, isBase64Encoded: true };
  };
  expect((await call(request(signatureOf(packed)))).status).toBe(200);
  expect((await call(request(signatureOf(BODY)))).status).toBe(401);
  expect((await call(request(signatureOf(packed.toString('base64'))))).status).toBe(401);
});

test('a request that is not signed is a 401 that says what is expected, and the handler is not reached', async () => {
  const { status, headers, body } = await call(requestOf('signed'));
  expect(status).toBe(401);
  expect(headers).toEqual({
    'content-type': 'application/problem+json',
    'www-authenticate': 'Signature realm="holdfast", header="x-holdfast-signature"',
  });
  expect(body).toMatchObject({ code: 'SIGNATURE_INVALID', given: 'no signature' });
  expect(body.expected).toContain('x-holdfast-signature: t=<unix seconds>,v1=<hex of HMAC-SHA256');
  expect(handle).not.toHaveBeenCalled();
});

test('another body than the signed one is a 401, and the answer tells nothing of the secret or the right signature', async () => {
  const { status, body } = await call(requestOf('signed', signatureOf(BODY), BODY.replace('1.20', '9.20')));
  expect([status, body.code]).toEqual([401, 'SIGNATURE_INVALID']);
  expect(JSON.stringify(body)).not.toMatch(/hf_signing|[0-9a-f]{64}/);
});

test('each of two keys takes its own signatures, while a platform changes from one to the other', async () => {
  expect((await call(requestOf('signed-next', signatureOf(BODY, 'hf_signing_2')))).status).toBe(200);
  expect((await call(requestOf('signed-next', signatureOf(BODY, 'hf_signing_1')))).status).toBe(401);
  const both = `${signatureOf(BODY, 'hf_signing_1')},${signatureOf(BODY, 'hf_signing_2').split(',')[1]}`;
  expect((await call(requestOf('signed', both))).status).toBe(200);
  expect((await call(requestOf('signed-next', both))).status).toBe(200);
});

test.each(['unsigned', 'client'])('the %s key needs no signature, and a wrong one does no harm', async (secret) => {
  expect((await call(requestOf(secret))).status).toBe(200);
  expect((await call(requestOf(secret, 't=1,v1=nothing'))).status).toBe(200);
});

test('without a check of keys before it, nobody is let in', async () => {
  const { statusCode } = await apiFunction([signatureCheck(() => NOW)], handle)(requestOf('signed'), {} as Context);
  expect(statusCode).toBe(500);
  expect(handle).not.toHaveBeenCalled();
});
