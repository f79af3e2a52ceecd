import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT_FOLDER = join(import.meta.dirname, '..');
export const LAMBDAS_FOLDER = join(PROJECT_FOLDER, 'lambdas');
export const PROGRAMMES_FOLDER = join(PROJECT_FOLDER, 'programmes');
export const LOCK_FILE = join(PROJECT_FOLDER, 'package-lock.json');

/** The `context` of cdk.json: stage settings and feature flags, for an app that the CDK command line did not start. */
export function readProjectContext(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'cdk.json'), 'utf8'));
  return context;
}
