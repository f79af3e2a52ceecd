import { expect, test } from 'vitest';
import { readTrackingBody, trackingRoute } from '../../../lambdas/intake/tracking-body.ts';
import { viewCall } from './calls.ts';

const callsOf = (body: unknown) => {
  const read = readTrackingBody('batch', body);
  return read.ok ? read.value.calls : read.refusal;
};

test.each([
  ['track', 't'],
  ['identify', 'i'],
  ['page', 'p'],
  ['screen', 's'],
  ['group', 'g'],
  ['alias', 'a'],
] as const)('/v1/%s and its short form /v1/%s say the type of their call', (type, short) => {
  expect(trackingRoute(`/v1/${type}`)).toBe(type);
  expect(trackingRoute(`/v1/${short}`)).toBe(type);
  expect(readTrackingBody(type, { event: 'x' })).toEqual({ ok: true, value: { calls: [{ event: 'x' }], type } });
});

test('/v1/batch, /v1/b and the older /v1/import leave it to their items what they are', () => {
  for (const name of ['batch', 'b', 'import']) expect(trackingRoute(`/v1/${name}`)).toBe('batch');
  expect(readTrackingBody('batch', { batch: [1, 2] })).toEqual({ ok: true, value: { calls: [1, 2], type: undefined } });
});

test.each(['/v1/x', '/v1/', '', '/v1/toString', '/v1/__proto__', '/v1/Track', '/v1/track/'])(
  '%j is no route of calls',
  (path) => expect(trackingRoute(path)).toBeUndefined(),
);

test('a batch may be empty, may hold 500 calls, and not one more', () => {
  expect(callsOf({ batch: [] })).toEqual([]);
  expect(callsOf({ batch: Array.from({ length: 500 }, () => viewCall()) })).toHaveLength(500);
  expect(callsOf({ batch: Array.from({ length: 501 }, () => viewCall()) })).toEqual({
    status: 413,
    title: 'the batch is too large',
    code: 'BATCH_TOO_LARGE',
    path: '$.batch',
    expected: 'at most 500 events a batch',
    given: '501 events',
  });
});

test.each([
  [null, '$', 'null'],
  [[viewCall()], '$', 'a list'],
  ['text', '$', 'string'],
  [7, '$', 'number'],
  [undefined, '$', 'nothing'],
  [{}, '$.batch', 'nothing'],
  [{ batch: null }, '$.batch', 'null'],
  [{ batch: { 0: viewCall() } }, '$.batch', 'object'],
  [{ batch: 'lin@example.com' }, '$.batch', 'string'],
])('a batch that is %j can not be read, and is not repeated', (body, path, given) => {
  expect(callsOf(body)).toMatchObject({ code: 'BODY_UNREADABLE', path, given });
});

test('a call by its own route has to be an object', () => {
  for (const body of [null, [], 7, 'text']) {
    expect(readTrackingBody('track', body)).toMatchObject({ ok: false, refusal: { code: 'BODY_UNREADABLE' } });
  }
});

test('the context of a batch stands for what an item does not say itself', () => {
  const context = { locale: 'zh-CN', timezone: 'Asia/Shanghai' };
  const batch = [{ event: 'a' }, { event: 'b', context: { locale: 'en' } }, { event: 'c', context: null }];
  expect(callsOf({ batch, context })).toEqual([
    { event: 'a', context },
    { event: 'b', context: { locale: 'en', timezone: 'Asia/Shanghai' } },
    { event: 'c', context },
  ]);
  expect(callsOf({ batch, context: null })).toEqual(batch);
});

test('items that are no calls, or have a context that is none, stay as they are to be refused one by one', () => {
  const batch = [null, 7, 'text', [1], true, { context: 'x' }, { context: [1] }, { context: 7 }];
  expect(callsOf({ batch, context: { locale: 'en' } })).toEqual(batch);
});

test('a context that is no object makes the batch unreadable', () => {
  for (const context of ['x', 7, [1]]) {
    expect(callsOf({ batch: [viewCall()], context })).toMatchObject({ code: 'BODY_UNREADABLE', path: '$.context' });
  }
});
