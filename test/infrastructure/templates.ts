import { createHoldfast } from '../../lib/holdfast.ts';

/** Functions are not bundled: nothing here looks at their code. */
export const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };

export type Properties = Readonly<Record<string, unknown>>;

export interface Resource {
  /** `<stack>/<logical id>`: what references resolve to. */
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

interface Template {
  readonly Resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** Synthesizes a stage: its templates by stack name, as JSON. */
export function synthesize(context: Properties = {}): Record<string, Template> {
  const assembly = createHoldfast({ context: { ...UNBUNDLED, ...context } }).synth();
  return Object.fromEntries(assembly.stacks.map((stack) => [stack.stackName, stack.template]));
}

/** A list of templates as one body of resources, in which references lead from stack to stack. */
export class Infrastructure {
  readonly resources: readonly Resource[];
  readonly #outputs = new Map<string, { stack: string; value: unknown }>();

  constructor(templates: Readonly<Record<string, Template>>) {
    this.resources = Object.entries(templates).flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([logicalId, resource]) => ({
        id: `${stack}/${logicalId}`,
        type: String(resource['Type']),
        properties: propertiesOf(resource['Properties']),
        deletionPolicy: textOrNothing(resource['DeletionPolicy']),
        updateReplacePolicy: textOrNothing(resource['UpdateReplacePolicy']),
      })),
    );
    for (const [stack, { Outputs = {} }] of Object.entries(templates)) {
      for (const [name, { Value: value, Export }] of Object.entries(Outputs)) {
        this.#outputs.set(`${stack}/${name}`, { stack, value });
        if (Export !== undefined) this.#outputs.set(Export.Name, { stack, value });
      }
    }
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The id of the resource that a property of `from` refers to, across stacks; undefined if it refers to none. */
  target(from: Resource, value: unknown): string | undefined {
    return this.#resolve(stackOf(from), value);
  }

  #resolve(stack: string, value: unknown): string | undefined {
    const reference = propertiesOf(value);
    if (typeof reference['Ref'] === 'string') return `${stack}/${reference['Ref']}`;
    const attribute = listOf(reference['Fn::GetAtt']);
    if (attribute.length > 0) return `${stack}/${attribute[0]}`;
    const output = propertiesOf(reference['Fn::GetStackOutput']);
    const found =
      this.#outputs.get(String(reference['Fn::ImportValue'])) ??
      this.#outputs.get(`${output['StackName']}/${output['OutputName']}`);
    return found === undefined ? undefined : this.#resolve(found.stack, found.value);
  }
}

export const stackOf = (resource: Resource): string => resource.id.slice(0, resource.id.indexOf('/'));

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

export const propertiesOf = (value: unknown): Properties =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const textOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
