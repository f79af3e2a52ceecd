import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise, type IConfiguration, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** An import that breaks a rule; `code` stands in for a plain import of a value. */
interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly code?: string;
}

const VIOLATIONS: readonly Violation[] = [
  { rule: 'no-cycles', from: 'lib/one.ts', to: 'lib/two.ts', code: "import type { a } from './two.ts';" },
  { rule: 'no-unknown-imports', from: 'local/start.ts', to: './nowhere.ts' },
  { rule: 'product-has-no-dev-dependencies', from: 'lambdas/loyalty/lot.ts', to: 'a-tool' },
  { rule: 'product-has-no-dev-dependencies', from: 'lib/stack.ts', to: 'a-tool' },
  { rule: 'kernel-knows-no-capability', from: 'lambdas/kernel/money.ts', to: 'lambdas/loyalty/index.ts' },
  { rule: 'capabilities-meet-at-the-index', from: 'lambdas/sweep/functions/sweep.ts', to: 'lambdas/loyalty/lot.ts' },
  { rule: 'capabilities-meet-at-the-index', from: 'lambdas/sweep/job-store.ts', to: 'lambdas/loyalty/lot-store.ts' },
  { rule: 'only-functions-wire', from: 'lambdas/loyalty/earn-points.ts', to: 'lambdas/kernel/log.ts' },
  { rule: 'only-functions-wire', from: 'lambdas/loyalty/lot-store.ts', to: 'lambdas/kernel/env.ts' },
  { rule: 'only-functions-wire', from: 'lambdas/loyalty/tier.ts', to: 'lambdas/kernel/http/problem.ts' },
  { rule: 'only-functions-wire', from: 'lambdas/loyalty/earn-points.ts', to: 'lambdas/loyalty/functions/earn.ts' },
  { rule: 'no-sdk-in-rules-and-use-cases', from: 'lambdas/loyalty/tier.ts', to: '@aws-sdk/client' },
  { rule: 'no-sdk-in-rules-and-use-cases', from: 'lambdas/loyalty/earn-points.ts', to: '@aws-sdk/client' },
  { rule: 'rules-only-compute', from: 'lambdas/loyalty/lot.ts', to: 'lambdas/loyalty/lot-store.ts' },
  { rule: 'rules-only-compute', from: 'lambdas/loyalty/lot.ts', to: 'lambdas/loyalty/earn-points.ts' },
  { rule: 'rules-only-compute', from: 'lambdas/loyalty/lot.ts', to: 'lambdas/kernel/bus.ts' },
  { rule: 'rules-only-compute', from: 'lambdas/loyalty/lot.ts', to: 'lambdas/kernel/table/keys.ts' },
  { rule: 'rules-only-compute', from: 'lambdas/sweep/job.ts', to: 'lambdas/loyalty/index.ts' },
  {
    rule: 'rules-only-compute',
    from: 'lambdas/loyalty/tier.ts',
    to: 'lambdas/kernel/table/client.ts',
    code: "import type { a } from '../kernel/table/client.ts';",
  },
  { rule: 'use-cases-know-interfaces', from: 'lambdas/loyalty/earn-points.ts', to: 'lambdas/kernel/retry.ts' },
  { rule: 'use-cases-take-interfaces-as-types', from: 'lambdas/loyalty/earn-points.ts', to: 'lambdas/kernel/bus.ts' },
  { rule: 'stores-import-no-use-case', from: 'lambdas/loyalty/lot-store.ts', to: 'lambdas/loyalty/earn-points.ts' },
  { rule: 'stores-import-no-use-case', from: 'lambdas/sweep/job-store.ts', to: 'lambdas/loyalty/index.ts' },
  { rule: 'stores-reach-the-table-only', from: 'lambdas/loyalty/lot-store.ts', to: 'lambdas/kernel/bus.ts' },
  { rule: 'stores-reach-the-table-only', from: 'lambdas/loyalty/lot-store.ts', to: 'lambdas/kernel/log.ts' },
  { rule: 'only-functions-connect', from: 'lambdas/sweep/job-store.ts', to: 'lambdas/kernel/table/client.ts' },
  { rule: 'only-functions-connect', from: 'lambdas/kernel/retry.ts', to: 'lambdas/kernel/env.ts' },
  { rule: 'nobody-imports-functions', from: 'local/start.ts', to: 'lambdas/loyalty/functions/earn.ts' },
  {
    rule: 'entries-share-connections',
    from: 'lambdas/loyalty/functions/earn.ts',
    to: 'lambdas/loyalty/functions/redeem.ts',
  },
  { rule: 'lambdas-stand-alone', from: 'lambdas/loyalty/functions/earn.ts', to: 'lib/stack.ts' },
  { rule: 'lambdas-stand-alone', from: 'lambdas/kernel/money.ts', to: 'local/engine.ts' },
  { rule: 'deployment-names-functions-by-path', from: 'lib/stack.ts', to: 'lambdas/kernel/env.ts' },
  { rule: 'deployment-names-functions-by-path', from: 'bin/app.ts', to: 'local/engine.ts' },
  { rule: 'local-run-knows-the-kernel-only', from: 'local/start.ts', to: 'lambdas/loyalty/index.ts' },
  { rule: 'local-run-knows-the-kernel-only', from: 'local/start.ts', to: 'lib/stack.ts' },
  { rule: 'programmes-only-say', from: 'programmes/programme.ts', to: 'lambdas/kernel/log.ts' },
  { rule: 'programmes-only-say', from: 'programmes/programme.ts', to: 'lambdas/kernel/table/keys.ts' },
  { rule: 'programmes-only-say', from: 'programmes/describe-programme.ts', to: 'lambdas/loyalty/lot.ts' },
  { rule: 'programmes-only-say', from: 'programmes/describe-programme.ts', to: '@aws-sdk/client' },
  { rule: 'programmes-only-say', from: 'programmes/programme.ts', to: 'lib/project.ts' },
  { rule: 'programmes-are-read-by-their-users', from: 'bin/app.ts', to: 'programmes/programme.ts' },
  { rule: 'product-has-no-dev-dependencies', from: 'programmes/programme.ts', to: 'a-tool' },
  { rule: 'nothing-depends-on-tests', from: 'scripts/keys.ts', to: 'test/rig.ts' },
  { rule: 'nothing-depends-on-measurements', from: 'test/rig.ts', to: 'bench/run.ts' },
];

/** Imports as they should be, which no rule may forbid. */
const ALLOWED: readonly Omit<Violation, 'rule'>[] = [
  { from: 'lambdas/coupons/coupon.ts', to: 'lambdas/kernel/calendar.ts' },
  { from: 'lambdas/coupons/coupon-store.ts', to: 'lambdas/coupons/coupon.ts' },
  { from: 'lambdas/coupons/coupon-store.ts', to: 'lambdas/kernel/table/keys.ts' },
  { from: 'lambdas/coupons/coupon-store.ts', to: '@aws-sdk/client' },
  {
    from: 'lambdas/coupons/coupon-store.ts',
    to: 'lambdas/kernel/table/client.ts',
    code: "import type { a } from '../kernel/table/client.ts';",
  },
  { from: 'lambdas/coupons/release-coupon.ts', to: 'lambdas/coupons/coupon.ts' },
  { from: 'lambdas/coupons/release-coupon.ts', to: 'lambdas/coupons/coupon-store.ts' },
  {
    from: 'lambdas/coupons/release-coupon.ts',
    to: 'lambdas/kernel/bus.ts',
    code: "import type { a } from '../kernel/bus.ts';",
  },
  { from: 'lambdas/coupons/functions/release.ts', to: 'lambdas/kernel/table/client.ts' },
  { from: 'lambdas/coupons/functions/release.ts', to: 'lambdas/kernel/env.ts' },
  { from: 'lambdas/coupons/functions/release.ts', to: 'lambdas/loyalty/index.ts' },
  { from: 'lambdas/coupons/functions/release.ts', to: 'lambdas/coupons/release-coupon.ts' },
  { from: 'lambdas/kernel/programme.ts', to: 'programmes/programme.ts' },
  { from: 'lib/config.ts', to: 'programmes/programme.ts' },
  { from: 'scripts/programme.ts', to: 'programmes/describe-programme.ts' },
  { from: 'programmes/describe-programme.ts', to: 'programmes/place.ts' },
  { from: 'programmes/place.ts', to: 'lambdas/kernel/money.ts' },
  { from: 'local/seed.ts', to: 'lambdas/kernel/calendar.ts' },
  { from: 'test/coupon.test.ts', to: 'lambdas/coupons/coupon.ts' },
  { from: 'test/coupon.test.ts', to: 'a-tool' },
  { from: 'bench/run.ts', to: 'local/engine.ts' },
];

const PROJECT = resolve(import.meta.dirname, '../..');
const SOURCES = ['lambdas', 'lib', 'bin', 'local', 'test', 'bench', 'scripts', 'programmes'];

let folder: string;
let config: IConfiguration;
let found: ReadonlySet<string>;

const nameOf = (rule: string, from: string, to: string) => `${rule}: ${from} → ${to}`;
const isFile = (to: string) => to.endsWith('.ts') && !to.startsWith('.');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-layers-'));
  writeTree();
  config = (await import(pathToFileURL(join(PROJECT, '.dependency-cruiser.mjs')).href)).default;
  found = await cruiseTree();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes each file that is mentioned, with all of its imports, and two packages. */
function writeTree(): void {
  const lines = new Map<string, string[]>([['lib/two.ts', ["import type { a } from './one.ts';"]]]);
  for (const { from, to, code } of [...VIOLATIONS, ...ALLOWED]) {
    const specifier = isFile(to) ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to;
    lines.set(from, [...(lines.get(from) ?? []), code ?? `import '${specifier}';`]);
    if (isFile(to) && !lines.has(to)) lines.set(to, []);
  }
  for (const [path, imports] of lines) write(path, [...imports, 'export const a = 1;'].join('\n'));
  for (const name of ['@aws-sdk/client', 'a-tool']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const dependencies = { '@aws-sdk/client': '1.0.0' };
  write('package.json', JSON.stringify({ dependencies, devDependencies: { 'a-tool': '1.0.0' } }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The rules that are broken, each with the import that breaks it. */
async function cruiseTree(): Promise<ReadonlySet<string>> {
  const { tsConfig: _, ...options } = config.options ?? {};
  const cruiseOptions: ICruiseOptions = {
    ...options,
    ruleSet: { forbidden: config.forbidden ?? [] },
    validate: true,
    baseDir: folder,
  };
  const { output } = await cruise(SOURCES, cruiseOptions, config.options?.enhancedResolveOptions);
  const { violations } = (output as ICruiseResult).summary;
  return new Set(violations.map(({ rule, from, to }) => nameOf(rule.name, from, to)));
}

/** How a violation is told: files by their path, packages by where they are. */
const targetOf = (to: string) => (isFile(to) || to.startsWith('.') ? to : `node_modules/${to}/index.js`);

test.each(VIOLATIONS)('$rule: $from must not import $to', ({ rule, from, to }) => {
  expect([...found]).toContain(nameOf(rule, from, targetOf(to)));
});

test.each(ALLOWED)('$from may import $to', ({ from, to }) => {
  const complaints = [...found].filter((violation) => violation.endsWith(nameOf('', from, targetOf(to)).slice(2)));
  expect(complaints).toEqual([]);
});

test('every rule has an import here that breaks it', () => {
  const proven = new Set(VIOLATIONS.map(({ rule }) => rule));
  expect(config.forbidden?.map(({ name }) => name).filter((name) => !proven.has(String(name)))).toEqual([]);
});

test('every other import of the tree is found where it points', () => {
  const unknown = [...found].filter((violation) => violation.startsWith('no-unknown-imports'));
  expect(unknown).toEqual([nameOf('no-unknown-imports', 'local/start.ts', './nowhere.ts')]);
});
