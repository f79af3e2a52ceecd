/** Creates, lists and revokes API keys; see HELP. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ApiKeyKind, ListedApiKey, Scope } from '../lambdas/kernel/api-key.ts';
import { type ApiKeys, createApiKeys } from '../lambdas/kernel/api-key-store.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';

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

class UsageError extends Error {}

const { values, positionals } = parse();

function parse() {
  try {
    return parseArgs({
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
  } catch (error) {
    return fail(new UsageError((error as Error).message));
  }
}

async function main(): Promise<void> {
  const [command, ...rest] = positionals;
  if (values.help) return print(HELP, undefined);
  if (command === 'create') return create(await connect());
  if (command === 'list') return list(await connect());
  if (command === 'revoke') return revoke(await connect(), rest);
  throw new UsageError(`expected create, list or revoke, given ${command === undefined ? 'nothing' : `"${command}"`}`);
}

async function create(apiKeys: ApiKeys): Promise<void> {
  const kind = KINDS.find((each) => each === values.kind);
  if (kind === undefined) throw new UsageError(`--kind is one of ${KINDS.join(', ')}, given "${values.kind ?? ''}"`);
  const unknown = values.scope.filter((scope) => !SCOPES.some((each) => each === scope));
  if (unknown.length > 0) throw new UsageError(`--scope is one of ${SCOPES.join(', ')}, given "${unknown.join(', ')}"`);
  if (kind !== 'operator' && values.scope.length > 0) throw new UsageError('only operator keys have scopes');
  const scopes = SCOPES.filter((scope) => values.scope.includes(scope));
  const keyId = `${kind}-${randomBytes(6).toString('hex')}`;
  const secret = `hf_${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await apiKeys.create(secret, { keyId, kind, scopes });
  print(`key id: ${keyId}\nsecret: ${secret}\nKeep the secret now; it can not be shown again.`, {
    keyId,
    kind,
    scopes,
    secret,
  });
}

async function list(apiKeys: ApiKeys): Promise<void> {
  const listed = await apiKeys.list();
  print(listed.map(describe).join('\n') || 'there are no keys', listed);
}

async function revoke(apiKeys: ApiKeys, [keyId, ...more]: string[]): Promise<void> {
  if (keyId === undefined || more.length > 0) throw new UsageError('revoke takes one key id');
  if ((await apiKeys.revoke(keyId)) === 'UNKNOWN_KEY') throw new Error(`there is no key ${keyId}`);
  print(`${keyId} is revoked; it opens nothing from a minute from now on`, { keyId, revoked: true });
}

async function connect(): Promise<ApiKeys> {
  if (values.local !== undefined) return connectLocal(values.local);
  if (values.table === undefined) throw new UsageError('--table or --local is needed');
  return createApiKeys({ client: documentClient(new DynamoDBClient({})), name: values.table });
}

async function connectLocal(url: string): Promise<ApiKeys> {
  const response = await fetch(new URL('/_local/status', url)).catch(() => undefined);
  if (response?.ok !== true) throw new Error(`no local run answers at ${url}: start it with npm start`);
  const { awsEndpointUrl, region, operatorAccessKeyId, tables } = (await response.json()) as {
    awsEndpointUrl: string;
    region: string;
    operatorAccessKeyId: string;
    tables: readonly string[];
  };
  const credentials = { accessKeyId: operatorAccessKeyId, secretAccessKey: 'local' };
  const client = documentClient(new DynamoDBClient({ endpoint: awsEndpointUrl, region, credentials }));
  return createApiKeys({ client, name: values.table ?? tables[0] ?? '' });
}

function describe({ keyId, kind, scopes, createdAt, revokedAt }: ListedApiKey): string {
  const state = revokedAt === undefined ? 'valid' : `revoked ${revokedAt}`;
  return [keyId.padEnd(24), kind.padEnd(9), (scopes.join(',') || '-').padEnd(18), createdAt, state].join('  ');
}

function print(text: string, value: unknown): void {
  process.stdout.write(`${values.json && value !== undefined ? JSON.stringify(value) : text}\n`);
}

function fail(error: unknown): never {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write('See npm run keys -- --help\n');
  process.exit(isUsage ? 2 : 1);
}

await main().catch(fail);
