import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWebhookId, isWebhookSecret, signWebhook, verifyWebhook } from '../../../lambdas/kernel/webhook-signature.ts';

/** The example of the Standard Webhooks libraries. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const AT = new Date(1_614_265_330_000);
const BODY = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

const OTHER_SECRET = `whsec_${Buffer.alloc(64, 7).toString('base64')}`;
const SECRETS = [SECRET];
const example = { id: ID, body: BODY, at: AT, secrets: SECRETS };
const headers = signWebhook(example);
const secondsLater = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const received = { headers, body: BODY, secrets: SECRETS, now: AT };

const anySecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => {
  return `whsec_${Buffer.from(bytes).toString('base64')}`;
});
const anyId = fc
  .string({
    minLength: 1,
    maxLength: 256,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
  })
  .filter((id) => !id.includes('.'));

test('the example of the specification has its signature', () => {
  expect(headers).toEqual({ 'webhook-id': ID, 'webhook-timestamp': '1614265330', 'webhook-signature': SIGNATURE });
});

test('while secrets are changed, each makes a signature, and each of them is enough', () => {
  const both = signWebhook({ ...example, secrets: [OTHER_SECRET, SECRET] });
  expect(both['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,g0hM9SsE/);
  for (const secret of [SECRET, OTHER_SECRET]) {
    expect(verifyWebhook({ ...received, headers: both, secrets: [secret] })).toBe(true);
  }
  expect(verifyWebhook({ ...received, secrets: [OTHER_SECRET, SECRET] })).toBe(true);
});

test('whatever is signed is verified, as text and as bytes', () => {
  fc.assert(
    fc.property(
      anyId,
      fc.string({ unit: 'binary' }),
      fc.array(anySecret, { minLength: 1, maxLength: 2 }),
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      (id, body, secrets, at) => {
        const signed = signWebhook({ id, body, at, secrets });
        for (const came of [body, Buffer.from(body)]) {
          expect(verifyWebhook({ headers: { ...signed }, body: came, secrets: secrets.slice(-1), now: at })).toBe(true);
        }
      },
    ),
  );
});

test('another body, id, time or secret has another signature', () => {
  const { 'webhook-id': id, 'webhook-timestamp': seconds } = headers;
  const changed = [
    { ...received, body: `${BODY} ` },
    { ...received, body: '' },
    { ...received, headers: { ...headers, 'webhook-id': `${id}x` } },
    { ...received, headers: { ...headers, 'webhook-timestamp': String(Number(seconds) + 1) } },
    { ...received, headers: { ...headers, 'webhook-timestamp': `0${seconds}` } },
    { ...received, secrets: [OTHER_SECRET] },
  ];
  expect(changed.map(verifyWebhook)).toEqual(changed.map(() => false));
});

test('a signature is good for five minutes, and for a clock five minutes ahead', () => {
  const seconds = [-301, -300, 0, 300, 300.9, 301];
  const verified = seconds.map((each) => verifyWebhook({ ...received, now: secondsLater(each) }));
  expect(verified).toEqual([false, true, true, true, true, false]);
});

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const)(
  'without %s nothing is verified',
  (name) => {
    expect(verifyWebhook({ ...received, headers: { ...headers, [name]: undefined } })).toBe(false);
    expect(verifyWebhook({ ...received, headers: { ...headers, [name]: '' } })).toBe(false);
  },
);

test.each([
  SIGNATURE.slice(3),
  SIGNATURE.slice(0, 8),
  'v1,',
  'v1,dawfeoifkpqwoekfpqoekf',
  SIGNATURE.replace('v1', 'v2'),
  SIGNATURE.replace('v1', 'v1a'),
  SIGNATURE.toUpperCase(),
  Array.from({ length: 9 }, () => SIGNATURE).join(' '),
])('%s is no signature', (signature) => {
  expect(verifyWebhook({ ...received, headers: { ...headers, 'webhook-signature': signature } })).toBe(false);
});

test('one good signature among those of other secrets and versions is enough', () => {
  const other = 'Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
  const signature = [`v1,${other}`, `v2,${other}`, SIGNATURE, `v1a,${other}`].join(' ');
  expect(verifyWebhook({ ...received, headers: { ...headers, 'webhook-signature': signature } })).toBe(true);
});

test.each(['1614265330.0', '-1614265330', ' 1614265330', '1e9', 'hello', '9'.repeat(13)])(
  '%j is no time',
  (seconds) => {
    expect(verifyWebhook({ ...received, headers: { ...headers, 'webhook-timestamp': seconds } })).toBe(false);
  },
);

test('an id is visible ASCII without a full stop, since a full stop ends it in what is signed', () => {
  const good = ['a', '!~', 'x'.repeat(256), '9f86d081-884c', 'm#1:2/3'];
  const bad = ['', 'x'.repeat(257), 'a.b', 'a b', 'a\n', 'a\r\nx-y: z', 'é', '\u007f', '会员'];
  expect(good.filter(isWebhookId)).toEqual(good);
  expect(bad.filter(isWebhookId)).toEqual([]);
  expect(() => signWebhook({ ...example, id: 'a.b' })).toThrow('without a full stop, given: a.b');
});

test('a secret is whsec_ and 24 to 64 bytes in base64', () => {
  const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 1).toString('base64')}`;
  const good = [SECRET, ofBytes(24), ofBytes(25), ofBytes(64)];
  const bad = [
    ofBytes(23),
    ofBytes(65),
    ofBytes(25).replace('=', ''),
    SECRET.slice('whsec_'.length),
    SECRET.replace('whsec', 'whsk'),
    `${SECRET}\n`,
    ` ${SECRET}`,
    `${SECRET}*`,
    '',
  ];
  expect(good.filter(isWebhookSecret)).toEqual(good);
  expect(bad.filter(isWebhookSecret)).toEqual([]);
});

test('a secret that is none is refused without being told', () => {
  const attempt = () => signWebhook({ ...example, secrets: [SECRET, 'whsec_hunter2'] });
  expect(attempt).toThrow('24 to 64 bytes');
  expect(attempt).not.toThrow('hunter2');
  expect(() => signWebhook({ ...example, secrets: [] })).toThrow('1 to 2 secrets, given: 0');
  expect(() => signWebhook({ ...example, secrets: [SECRET, SECRET, SECRET] })).toThrow('given: 3');
});
