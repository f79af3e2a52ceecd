/** Creates, lists and revokes API keys; see HELP. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  API_KEY_KINDS,
  type ApiKey,
  type ApiKeyRefusal,
  issueApiKey,
  type ListedApiKey,
  mustSign,
  SCOPES,
} from '../lambdas/kernel/api-key.ts';
import { type ApiKeys, createApiKeys } from '../lambdas/kernel/api-key-store.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';

const HELP = `API keys. Secrets are shown once, when a key is created; of the key's own secret only the hash is kept.

  npm run keys -- create --kind server [--signed]
  npm run keys -- create --kind client
  npm run keys -- create --kind operator [--scope read] [--scope write] [--scope admin]
  npm run keys -- list
  npm run keys -- revoke <key id>

  --signed         every request with the key must carry x-holdfast-signature: t=<unix seconds>,v1=<hex>, where
                   v1 is HMAC-SHA256(signing secret, "<t>." + the body as sent)
  --table <name>   the table: the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --json           one JSON value in place of text
  --help           this text

A client key is public. With it comes an identity secret, which is not: keep it on your server, and let that make the
identity token of a signed-in user, hex(HMAC-SHA256(identity secret, user id)).
For a rotation create a second key, let your platform use it, and revoke the first; both are valid meanwhile.
Exit codes: 0 done, 1 failed, 2 wrong options.`;

const REFUSED: Readonly<Record<ApiKeyRefusal['code'], string>> = {
  SCOPES_NOT_FOR_KIND: 'only operator keys have scopes',
  SIGNED_NOT_FOR_KIND: '--signed is for server keys',
};

const parseOptions = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      scope: { type: 'string', multiple: true, default: [] },
      signed: { type: 'boolean', default: false },
      table: { type: 'string' },
      local: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });

type Options = ReturnType<typeof parseOptions>['values'];

async function main(): Promise<void> {
  const { values: options, positionals } = parseOptions();
  const [command, ...rest] = positionals;
  if (options.help) print({ ...options, json: false }, HELP, undefined);
  else if (command === 'create') await create(options);
  else if (command === 'list') await list(options);
  else if (command === 'revoke') await revoke(options, rest);
  else
    throw new UsageError(
      `expected create, list or revoke, given ${command === undefined ? 'nothing' : `"${command}"`}`,
    );
}

async function create(options: Options): Promise<void> {
  const kind = API_KEY_KINDS.find((each) => each === options.kind);
  if (kind === undefined) {
    throw new UsageError(`--kind is one of ${API_KEY_KINDS.join(', ')}, given "${options.kind ?? ''}"`);
  }
  const unknown = options.scope.filter((scope) => !SCOPES.some((each) => each === scope));
  if (unknown.length > 0) throw new UsageError(`--scope is one of ${SCOPES.join(', ')}, given "${unknown.join(', ')}"`);
  const scopes = SCOPES.filter((scope) => options.scope.includes(scope));
  const issued = issueApiKey({ kind, scopes, signed: options.signed }, randomBytes);
  if (!issued.ok) throw new UsageError(`${REFUSED[issued.refusal.code]}, given "${kind}"`);
  const { key, secret } = issued.value;
  const apiKeys = await connect(options);
  await apiKeys.create(secret, key);
  print(options, describeNew(key, secret), { ...key, signed: mustSign(key), secret });
}

function describeNew({ keyId, kind, signingSecret }: ApiKey, secret: string): string {
  const name = kind === 'client' ? 'identity secret' : 'signing secret';
  const lines = [`key id: ${keyId}`, `secret: ${secret}`];
  if (signingSecret === undefined) return [...lines, 'Keep the secret now; it can not be shown again.'].join('\n');
  return [...lines, `${name}: ${signingSecret}`, 'Keep both secrets now; they can not be shown again.'].join('\n');
}

async function list(options: Options): Promise<void> {
  const listed = await (await connect(options)).list();
  print(options, listed.map(describe).join('\n') || 'there are no keys', listed);
}

async function revoke(options: Options, [keyId, ...more]: string[]): Promise<void> {
  if (keyId === undefined || more.length > 0) throw new UsageError('revoke takes one key id');
  const answer = await (await connect(options)).revoke(keyId);
  if (answer === 'UNKNOWN_KEY') throw new Error(`there is no key ${keyId}`);
  print(options, `${keyId} is revoked; it opens nothing from a minute from now on`, { keyId, revoked: true });
}

async function connect({ table, local }: Options): Promise<ApiKeys> {
  const { client, tableName } = await findAccount(local);
  const name = table ?? tableName;
  if (name === undefined) throw new UsageError('--table or --local is needed');
  return createApiKeys({ client: documentClient(new DynamoDBClient(client)), name });
}

function describe({ keyId, kind, scopes, signed, createdAt, revokedAt }: ListedApiKey): string {
  const rights = signed ? 'signed' : scopes.join(',') || '-';
  const state = revokedAt === undefined ? 'valid' : `revoked ${revokedAt}`;
  return [keyId.padEnd(24), kind.padEnd(9), rights.padEnd(18), createdAt, state].join('  ');
}

function print({ json }: Options, text: string, value: unknown): void {
  process.stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

await runCommand('keys', main);
