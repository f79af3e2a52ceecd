import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from '../../local/deployment.ts';

/** A function of one module, written to a temporary folder. */
export function functionSpec(source: string, overrides: Partial<FunctionSpec> = {}): FunctionSpec {
  const modulePath = join(mkdtempSync(join(tmpdir(), 'holdfast-function-')), 'index.mjs');
  writeFileSync(modulePath, source);
  return {
    stack: 'test',
    logicalId: 'Function',
    path: 'test/Function',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:test-Function',
    name: 'test-Function',
    roleArn: 'arn:aws:iam::000000000000:role/test-Role',
    modulePath,
    exportName: 'handler',
    environment: {},
    timeoutSeconds: 5,
    memoryMb: 128,
    reservedConcurrency: undefined,
    allowsRecursion: false,
    asyncInvoke: { maxRetryAttempts: 2, maxEventAgeSeconds: 21_600, onFailureArn: undefined },
    invokePermissions: [],
    ...overrides,
  };
}
