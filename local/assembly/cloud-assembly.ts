import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Transform?: unknown;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly template: Template;
}

/** What `cdk synth` leaves in its output folder, as far as it is needed to run it. */
export interface CloudAssembly {
  readonly stacks: readonly StackTemplate[];
  /** Region that the stacks name, if they name one. */
  readonly region: string | undefined;
  /** Folder or file of an asset, by the object key that templates know it by. */
  readonly assetPaths: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly environment?: string;
        readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
      }
    >
  >;
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

export function readCloudAssembly(folder: string): CloudAssembly {
  const manifestPath = join(folder, 'manifest.json');
  if (!existsSync(manifestPath)) throw new Error(`${folder} is no cloud assembly: it has no manifest.json`);
  const artifacts = Object.entries(readJson<Manifest>(manifestPath).artifacts);
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const regions = stacks.flatMap(
    ([, { environment }]) => /^aws:\/\/[^/]+\/([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(environment ?? '')?.[1] ?? [],
  );
  const assetManifests = artifacts.flatMap(([, { type, properties }]) =>
    type === 'cdk:asset-manifest' && properties?.file !== undefined ? [properties.file] : [],
  );
  return {
    stacks: stacks.map(([id, { properties }]) => ({
      stackName: properties?.stackName ?? id,
      template: readJson<Template>(join(folder, properties?.templateFile ?? `${id}.template.json`)),
    })),
    region: regions[0],
    assetPaths: new Map(assetManifests.flatMap((file) => readAssets(folder, file))),
  };
}

function readAssets(folder: string, file: string): [string, string][] {
  const { files = {} } = readJson<AssetManifest>(join(folder, file));
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, source.path ?? '')]),
  );
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
