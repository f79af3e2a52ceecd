/** Creates, lists and revokes API keys; see HELP. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ApiKeyKind, ListedApiKey, Scope } from '../lambdas/kernel/api-key.ts';
import { type ApiKeys, createApiKeys } from '../lambdas/kernel/api-key-store.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import { findAccount } from './account.ts';
import { runCommand, UsageError } from './command.ts';

const HELP = `API keys. A secret is shown once, when it is created; only its hash is kept.

  npm run keys -- create --kind server|client|operator [--scope read] [--scope write] [--scope admin]
  npm run keys -- list
  npm run keys -- revoke <key id>

  --table <name>   the table: the output TableName of the data stack, in the account and region of your AWS settings
  --local <url>    a local run in place of an account, such as http://127.0.0.1:4000
  --json           one JSON value in place of text
  --help           this text

For a rotation create a second key, let your platform use it, and revoke the first; both are valid meanwhile.
Exit codes: 0 done, 1 failed, 2 wrong options.`;

const KINDS: readonly ApiKeyKind[] = ['server', 'client', 'operator'];
const SCOPES: readonly Scope[] = ['read', 'write', 'admin'];
const SECRET_BYTES = 32;

const parseOptions = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      scope: { type: 'string', multiple: true, default: [] },
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
  const kind = KINDS.find((each) => each === options.kind);
  if (kind === undefined) throw new UsageError(`--kind is one of ${KINDS.join(', ')}, given "${options.kind ?? ''}"`);
  const unknown = options.scope.filter((scope) => !SCOPES.some((each) => each === scope));
  if (unknown.length > 0) throw new UsageError(`--scope is one of ${SCOPES.join(', ')}, given "${unknown.join(', ')}"`);
  if (kind !== 'operator' && options.scope.length > 0) throw new UsageError('only operator keys have scopes');
  const scopes = SCOPES.filter((scope) => options.scope.includes(scope));
  const keyId = `${kind}-${randomBytes(6).toString('hex')}`;
  const secret = `hf_${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const apiKeys = await connect(options);
  await apiKeys.create(secret, { keyId, kind, scopes });
  const text = `key id: ${keyId}\nsecret: ${secret}\nKeep the secret now; it can not be shown again.`;
  print(options, text, { keyId, kind, scopes, secret });
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

function describe({ keyId, kind, scopes, createdAt, revokedAt }: ListedApiKey): string {
  const state = revokedAt === undefined ? 'valid' : `revoked ${revokedAt}`;
  return [keyId.padEnd(24), kind.padEnd(9), (scopes.join(',') || '-').padEnd(18), createdAt, state].join('  ');
}

function print({ json }: Options, text: string, value: unknown): void {
  process.stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

await runCommand('keys', main);
