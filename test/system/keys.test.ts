import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../local/programme.ts';
import { Shop, startSystem } from './shop.ts';

const run = promisify(execFile);
let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});
afterAll(() => shop.close());

async function keys(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const result = await run(process.execPath, ['scripts/keys.ts', ...args, '--local', shop.system.url], {
      cwd: PROJECT_FOLDER,
    });
    return { code: 0, ...result };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const post = (secret: string) =>
  shop.post('/v1/track', { event: 'Product Viewed', userId: 'member-1' }, { authorization: `Bearer ${secret}` });

test('a key that is created opens the API, is listed without its secret, and can be revoked', async () => {
  const created = JSON.parse((await keys('create', '--kind', 'server', '--json')).stdout);
  expect(created.secret).toMatch(/^hf_server_[\w-]{43}$/);
  expect((await post(created.secret)).status).toBe(200);
  const { stdout } = await keys('list');
  expect(stdout).toContain(created.keyId);
  expect(stdout).not.toContain(created.secret);
  expect(await keys('revoke', created.keyId)).toMatchObject({ code: 0 });
  // Functions remember a key for a minute.
  await shop.system.advanceTo(shop.system.clock.now() + 61_000);
  expect((await post(created.secret)).status).toBe(401);
});

test('two keys of one kind open at once, and the second goes on when the first is revoked', async () => {
  const first = JSON.parse((await keys('create', '--kind', 'server', '--json')).stdout);
  const second = JSON.parse((await keys('create', '--kind', 'server', '--json')).stdout);
  expect([(await post(first.secret)).status, (await post(second.secret)).status]).toEqual([200, 200]);
  await keys('revoke', first.keyId);
  await shop.system.advanceTo(shop.system.clock.now() + 61_000);
  expect([(await post(first.secret)).status, (await post(second.secret)).status]).toEqual([401, 200]);
});

test.each([
  [['--kind', 'client'], 'identity secret: ', /^hf_identity_[\w-]{43}$/],
  [['--kind', 'server', '--signed'], 'signing secret: ', /^hf_signing_[\w-]{43}$/],
])('create %j shows a second secret once, and the list never', async (args, name, format) => {
  const { stdout: text } = await keys('create', ...args);
  const shown = text.split('\n').find((line) => line.startsWith(name));
  expect(shown?.slice(name.length)).toMatch(format);
  const { signingSecret } = JSON.parse((await keys('create', ...args, '--json')).stdout);
  expect(signingSecret).toMatch(format);
  const listed = [await keys('list'), await keys('list', '--json')].map(({ stdout }) => stdout).join();
  expect(listed).not.toMatch(/hf_/);
});

test('the local client key has an identity secret, which the status shows', () => {
  expect(shop.system.status()).toMatchObject({ clientKey: 'hf_client_local', identitySecret: 'hf_identity_local' });
});

test.each([
  [['create', '--kind', 'master'], 2, '--kind is one of server, client, operator, given "master"'],
  [['create', '--kind', 'client', '--scope', 'read'], 2, 'only operator keys have scopes'],
  [['create', '--kind', 'client', '--signed'], 2, '--signed is for server keys, given "client"'],
  [['destroy'], 2, 'expected create, list or revoke, given "destroy"'],
  [['list', '--al'], 2, "Unknown option '--al'"],
  [['revoke', 'nobody'], 1, 'there is no key nobody'],
])('%j ends with %i and says why', async (args, code, message) => {
  const result = await keys(...args);
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(message);
});
