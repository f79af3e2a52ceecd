import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the templates and bundles are made from. */
const SOURCES = [
  'bin',
  'lib',
  'lambdas',
  'programmes',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP_FILE = '.sources.sha256';

export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

export interface SynthesisSettings {
  readonly projectFolder: string;
  readonly outFolder: string;
  readonly stage: string;
  /** Further context, over that of cdk.json. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Makes the cloud assembly of a stage, unless the one in the folder was made from the very same sources. The app is
 * run directly, as the CDK's command line would run it.
 */
export async function synthesize(settings: SynthesisSettings): Promise<{ readonly isFresh: boolean }> {
  const { projectFolder, outFolder } = settings;
  const stampPath = join(outFolder, STAMP_FILE);
  const stamp = fingerprint(settings);
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return { isFresh: false };
  const cdkJson = JSON.parse(readFileSync(join(projectFolder, 'cdk.json'), 'utf8')) as { context?: object };
  const context = { ...cdkJson.context, ...settings.context, stage: settings.stage };
  try {
    await promisify(execFile)(process.execPath, ['bin/app.ts'], {
      cwd: projectFolder,
      env: { ...process.env, CDK_OUTDIR: outFolder, CDK_CONTEXT_JSON: JSON.stringify(context), NODE_NO_WARNINGS: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const output = error as { stderr?: string; message: string };
    throw new SynthesisError(`the app does not synthesize:\n${output.stderr?.trim() || output.message}`);
  }
  writeFileSync(stampPath, stamp);
  return { isFresh: true };
}

function fingerprint({ projectFolder, outFolder, stage, context }: SynthesisSettings): string {
  const hash = createHash('sha256').update(JSON.stringify([stage, context ?? null, outFolder, process.version]));
  for (const path of SOURCES.flatMap((source) => filesUnder(projectFolder, source))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectFolder, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder: string, path: string): string[] {
  const full = join(folder, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(folder, join(path, name)));
}
