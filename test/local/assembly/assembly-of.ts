import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeployment } from '../../../local/assembly/read-deployment.ts';
import type { Deployment } from '../../../local/deployment.ts';

type Template = Readonly<Record<string, unknown>>;

const NO_CODE = 'export const handler = () => undefined;';

/** Writes a cloud assembly of templates by stack name, with one function asset whose object key is `code.zip`. */
export function assemblyOf(templates: Readonly<Record<string, Template>>, source = NO_CODE): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-assembly-'));
  mkdirSync(join(folder, 'asset.code'));
  writeFileSync(join(folder, 'asset.code/index.mjs'), source);
  const write = (file: string, value: unknown) => writeFileSync(join(folder, file), JSON.stringify(value));
  const artifacts: Record<string, unknown> = {
    assets: { type: 'cdk:asset-manifest', properties: { file: 'all.assets.json' } },
  };
  for (const [stackName, template] of Object.entries(templates)) {
    write(`${stackName}.template.json`, { Resources: {}, ...template });
    artifacts[stackName] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${stackName}.template.json` },
    };
  }
  write('manifest.json', { artifacts });
  const destinations = { here: { objectKey: 'code.zip' } };
  write('all.assets.json', { files: { code: { source: { path: 'asset.code' }, destinations } } });
  return folder;
}

export function deploymentOf(templates: Readonly<Record<string, Template>>): Deployment {
  return readDeployment(assemblyOf(templates), { endpointUrl: 'http://127.0.0.1:9' });
}

/** The deployment of one stack, `shop`, of these resources. */
export function deploymentOfResources(Resources: Readonly<Record<string, unknown>>, rest: Template = {}): Deployment {
  return deploymentOf({ shop: { Resources, ...rest } });
}

/** What is said of resources that can't be run. */
export function refusalOf(Resources: Readonly<Record<string, unknown>>, rest: Template = {}): string {
  try {
    deploymentOfResources(Resources, rest);
    return 'nothing is refused';
  } catch (error) {
    return (error as Error).message;
  }
}
