import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nextWebhookAttempt } from '../../../lambdas/kernel/webhook-retry.ts';
import { isWebhookId, signWebhook, verifyWebhook } from '../../../lambdas/kernel/webhook-signature.ts';

type IsAuthentic = (headers: object, body: Uint8Array, secret: string, nowSeconds?: number) => boolean;

const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';

const AT = new Date(1_614_265_330_000);
const NOW_SECONDS = AT.getTime() / 1000;
const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = `whsec_${Buffer.alloc(64, 255).toString('base64')}`;
const body = Buffer.from(blockOf('json'));
const signedBy = (...secrets: string[]) => signWebhook({ id: 'm-1', body: body.toString(), at: AT, secrets });

let folder: string;
let isAuthentic: IsAuthentic;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhooks-page-'));
  const path = join(folder, 'receive.mjs');
  writeFileSync(path, blockOf('js'));
  ({ isAuthentic } = await import(pathToFileURL(path).href));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what the page shows for receivers takes what is signed here, before, while and after secrets change', () => {
  expect(isAuthentic(signedBy(OLD), body, OLD, NOW_SECONDS)).toBe(true);
  for (const secret of [OLD, NEW]) expect(isAuthentic(signedBy(OLD, NEW), body, secret, NOW_SECONDS)).toBe(true);
  expect(isAuthentic(signedBy(NEW), body, OLD, NOW_SECONDS)).toBe(false);
});

test('it judges as the product does what was changed on the way, is old, or is incomplete', () => {
  const headers = signedBy(OLD);
  const cases = [
    { headers, body, late: 0 },
    { headers, body, late: 300 },
    { headers, body, late: 301 },
    { headers, body, late: -301 },
    { headers, body: Buffer.from(`${body} `), late: 0 },
    { headers: { ...headers, 'webhook-id': 'm-2' }, body, late: 0 },
    { headers: { ...headers, 'webhook-timestamp': String(NOW_SECONDS + 1) }, body, late: 0 },
    { headers: { ...headers, 'webhook-timestamp': 'now' }, body, late: 0 },
    { headers: { ...headers, 'webhook-signature': 'v1,' }, body, late: 0 },
    { headers: { ...headers, 'webhook-signature': `v2,AAAA ${headers['webhook-signature']}` }, body, late: 0 },
    ...Object.keys(headers).map((name) => ({ headers: { ...headers, [name]: undefined }, body, late: 0 })),
  ];
  const verdicts = cases.map(({ headers: came, body: bytes, late }) => {
    const now = new Date(AT.getTime() + late * 1000);
    expect(isAuthentic(came, bytes, OLD, NOW_SECONDS + late)).toBe(
      verifyWebhook({ headers: came, body: bytes, secrets: [OLD], now }),
    );
    return isAuthentic(came, bytes, OLD, NOW_SECONDS + late);
  });
  expect(verdicts.filter(Boolean)).toHaveLength(3);
});

test('it is short enough to be read', () => {
  expect(blockOf('js').trimEnd().split('\n').length).toBeLessThanOrEqual(20);
});

test('the example is a message with each field that the page explains, and an id that can be signed', () => {
  const example = JSON.parse(blockOf('json'));
  const [, rows = ''] = page.split('| field | is |\n|---|---|\n');
  const names = [...(rows.split('\n\n')[0] ?? '').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.replaceAll('`', '')),
  );
  expect(Object.keys(example)).toEqual(names);
  expect(isWebhookId(example.id)).toBe(true);
});

test('the delays are those of the product', () => {
  const [, listed = ''] = /shorter or longer: (.*?)\. The last/s.exec(page) ?? [];
  const unitsMs: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };
  const told = listed.split(', ').map((delay) => {
    const [count = '', unit = ''] = delay.split(' ');
    return Number(count) * (unitsMs[unit] ?? Number.NaN);
  });
  const delays: number[] = [];
  let lastAt = AT;
  for (let attempt = 1; attempt <= told.length; attempt += 1) {
    const next = nextWebhookAttempt(attempt, AT, lastAt, 0.5);
    if (next === 'GIVE_UP') break;
    delays.push(next.getTime() - lastAt.getTime());
    lastAt = next;
  }
  expect(told).toEqual(delays);
  expect(nextWebhookAttempt(told.length + 1, AT, lastAt, 0.5)).toEqual(new Date(AT.getTime() + 86_400_000));
});
