import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SynthesisError, synthesize } from '../../local/synthesize.ts';

const APP = `import { mkdirSync, writeFileSync } from 'node:fs';
const out = process.env.CDK_OUTDIR;
mkdirSync(out, { recursive: true });
writeFileSync(out + '/context.json', process.env.CDK_CONTEXT_JSON);`;

function createProject(app = APP) {
  const projectFolder = mkdtempSync(join(tmpdir(), 'holdfast-project-'));
  mkdirSync(join(projectFolder, 'bin'));
  writeFileSync(join(projectFolder, 'bin/app.ts'), app);
  writeFileSync(join(projectFolder, 'cdk.json'), JSON.stringify({ context: { flag: true } }));
  return { projectFolder, outFolder: join(projectFolder, 'out'), stage: 'local' };
}

test('the app is run with the context of cdk.json and the stage', async () => {
  const project = createProject();
  expect(await synthesize(project)).toEqual({ isFresh: true });
  expect(JSON.parse(readFileSync(join(project.outFolder, 'context.json'), 'utf8'))).toEqual({
    flag: true,
    stage: 'local',
  });
});

test('templates are made again only when their sources change', async () => {
  const project = createProject();
  await synthesize(project);
  expect(await synthesize(project)).toEqual({ isFresh: false });
  mkdirSync(join(project.projectFolder, 'lambdas'));
  writeFileSync(join(project.projectFolder, 'lambdas/new.ts'), '');
  expect(await synthesize(project)).toEqual({ isFresh: true });
});

test('an app that fails is told in its own words, and leaves nothing that looks finished', async () => {
  const project = createProject('process.stderr.write(\'stage "local": timeZone must be …\'); process.exit(1)');
  await expect(synthesize(project)).rejects.toThrow(SynthesisError);
  await expect(synthesize(project)).rejects.toThrow('timeZone must be …');
  expect(existsSync(join(project.outFolder, '.sources.sha256'))).toBe(false);
});
