import * as z from 'zod';
import type { ResourceSpec } from '../deployment.ts';
import { treatmentOf } from './catalogue.ts';
import type { CloudAssembly, StackTemplate, TemplateResource } from './cloud-assembly.ts';
import { attributeOf, nameOf, nameProperty, type Surroundings } from './identity.ts';
import type { Resolver } from './intrinsics.ts';

/** A resource with its properties resolved and checked. */
export interface Found<T> {
  readonly spec: Omit<ResourceSpec, 'arn'>;
  readonly name: string;
  readonly properties: T;
}

interface Place {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly path: string;
}

/** The resources of an assembly, by type. What can't be read is a problem that is kept, to be told with the others. */
export class Resources {
  readonly problems: string[] = [];
  readonly ignored: { readonly type: string; readonly id: string; readonly reason: string }[] = [];
  readonly #places: readonly Place[];
  readonly #resolver: Resolver;
  readonly #surroundings: Surroundings;

  constructor({ stacks }: CloudAssembly, resolver: Resolver, surroundings: Surroundings) {
    this.#resolver = resolver;
    this.#surroundings = surroundings;
    this.#places = stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources).map(([logicalId, resource]) => {
        return { stack, logicalId, resource, path: constructPath(stack.stackName, logicalId, resource) };
      }),
    );
    for (const { resource, path } of this.#places) this.#judge(resource, path);
  }

  /**
   * All resources of a type, by a schema of their properties. The schema is the list of what is understood: a property
   * that it does not name is refused by name.
   */
  all<T extends z.ZodType>(type: string, schema: T): Found<z.infer<T>>[] {
    const places = this.#places.filter(({ resource }) => resource.Type === type);
    return places.flatMap((place) => this.#read(place, schema));
  }

  arnOf(type: string, name: string, attribute = 'Arn'): string {
    return attributeOf(type, name, attribute, this.#surroundings);
  }

  /** Runs what may meet a problem with a resource that was read already. */
  collect<T>(path: string, run: () => T): T[] {
    try {
      return [run()];
    } catch (error) {
      this.problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }

  #judge({ Type: type }: TemplateResource, path: string): void {
    const treatment = treatmentOf(type);
    if (treatment === 'REFUSED') this.problems.push(`${path}: resources of type ${type} are not supported`);
    else if (treatment !== 'SUPPORTED') this.ignored.push({ type, id: path, reason: treatment.ignoredBecause });
  }

  #read<T extends z.ZodType>({ stack, logicalId, resource, path }: Place, schema: T): Found<z.infer<T>>[] {
    return this.collect(path, () => {
      if (resource.Condition !== undefined && !this.#resolver.isTrue(resource.Condition, stack)) return [];
      const resolved = this.#resolver.resolve(resource.Properties ?? {}, stack) as Record<string, unknown>;
      const parsed = schema.safeParse(resolved);
      if (!parsed.success) throw new Error(describe(resource.Type, parsed.error));
      const name = nameOf(resolved[nameProperty(resource.Type)], stack.stackName, logicalId);
      return [{ spec: { stack: stack.stackName, logicalId, path }, name, properties: parsed.data }];
    }).flat();
  }
}

function constructPath(stackName: string, logicalId: string, { Metadata = {} }: TemplateResource): string {
  const path = Metadata['aws:cdk:path'];
  return typeof path === 'string' ? path.replace(/\/Resource$/, '') : `${stackName}/${logicalId}`;
}

function describe(type: string, error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const place = [type, ...issue.path].join('.');
      if (issue.code !== 'unrecognized_keys') return `${place}: ${issue.message}`;
      return issue.keys.map((key) => `the property ${place}.${key} is not supported`).join('; ');
    })
    .join('; ');
}

/** A property that has no meaning here; the reason stands beside each use. */
export const withoutMeaning = z.unknown().optional();
