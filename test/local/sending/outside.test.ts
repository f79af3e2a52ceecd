import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { functionOf, startRuntime } from '../runtime-rig.ts';

/** Sends as a bundle does that imports by name, and refuses private addresses where it looks names up. */
const SENDER = `
import { lookup as lookupOld } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
const isPrivate = (address) => address.startsWith('10.') || address.startsWith('127.');
const checked = (hostname, options, callback) => lookupOld(hostname, options, (error, found, family) => {
  const addresses = Array.isArray(found) ? found.map((each) => each.address) : [found];
  if (error === null && addresses.some(isPrivate)) return callback(new Error('private address'));
  callback(error, found, family);
});
const post = (url, options, body) => new Promise((resolve, reject) => {
  const sent = request(url, { method: 'POST', ...options }, (response) => {
    let text = '';
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => resolve({ status: response.statusCode, text }));
  });
  sent.on('error', reject);
  sent.end(body);
});
export const handler = async ({ kind, url, body = '' }) => {
  const { hostname } = new URL(url);
  if (kind === 'lookup') return [await lookup(hostname), await lookup(hostname, { all: true })];
  if (kind === 'fetch') return { status: (await fetch(url, { method: 'POST', body, headers: { 'x-kind': 'f' } })).status };
  const { address } = await lookup(hostname);
  const headers = { 'content-type': 'application/json', 'x-signature': 'abc' };
  if (kind === 'pinned') {
    return post({ method: 'POST', host: address, servername: hostname, path: '/pinned', headers: { ...headers, Host: hostname } }, undefined, body);
  }
  const options = kind === 'checked' ? { lookup: checked } : {};
  return post(url, { ...options, headers, signal: AbortSignal.timeout(500) }, body);
};`;

let system: Awaited<ReturnType<typeof startRuntime>>;

beforeAll(async () => {
  system = await startRuntime(functionOf('Sender'), SENDER);
});
afterEach(() => system.sending.faults.clear());
afterAll(() => system.stop());

const send = (url: string, kind = 'plain') => system.invoke('Sender', { kind, url, body: '{"a":1}' });
const last = () => system.sending.inbox.messages({ channel: 'webhook' }).at(-1);

test('a request to a server outside lands in the inbox and is answered', async () => {
  expect(await send('https://hooks.example:8443/members?x=1')).toMatchObject({ payload: { status: 200, text: 'ok' } });
  expect(last()).toMatchObject({ to: ['https://hooks.example:8443/members?x=1'], body: '{"a":1}' });
  expect(last()?.details).toMatchObject({ method: 'POST', headers: { 'x-signature': 'abc' }, status: 200 });
  expect(JSON.stringify(last()?.details)).not.toContain('x-local');
});

test.each([
  ['checked', 'https://hooks.example/checked'],
  ['pinned', 'https://hooks.example/pinned'],
  ['fetch', 'https://hooks.example/fetch'],
])('a sender that is %s reaches the inbox by the name it meant', async (kind, url) => {
  expect(await send(url, kind)).toMatchObject({ payload: { status: 200 } });
  expect(last()).toMatchObject({ to: [url], body: '{"a":1}' });
});

test.each([
  ['https://fails.example/', 500],
  ['https://gone.example/', 410],
])('%s answers %i', async (url, status) => {
  expect(await send(url)).toMatchObject({ payload: { status } });
});

test('a server that never answers is waited for until the sender gives up', async () => {
  expect(await send('https://slow.example/')).toMatchObject({ ok: false, error: { name: 'AbortError' } });
  expect(last()).toMatchObject({ to: ['https://slow.example/'] });
});

test('names below .example have a public address, and one of them a private one that a sender refuses', async () => {
  const found = { address: '93.184.216.34', family: 4 };
  expect(await send('https://hooks.example/', 'lookup')).toEqual({ ok: true, payload: [found, [found]] });
  const refused = await send('https://internal.example/', 'checked');
  expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('private address') } });
});

test('planned faults are met: an error of the server, an answer that is lost', async () => {
  system.sending.faults.plan({ service: 'outside', fault: 'ServerError', times: 1 });
  expect(await send('https://hooks.example/')).toMatchObject({ payload: { status: 500 } });
  const before = system.sending.inbox.count('webhook');
  system.sending.faults.plan({ service: 'outside', fault: 'LostAnswer', times: 1 });
  expect(await send('https://hooks.example/')).toMatchObject({ ok: false });
  expect(system.sending.inbox.count('webhook')).toBe(before + 1);
});
