import type { CloudAssembly, StackTemplate } from './cloud-assembly.ts';
import { attributeOf, nameOf, nameProperty, refOf, type Surroundings } from './identity.ts';
import { TemplateProblem } from './template-problem.ts';

type Intrinsic = (argument: unknown, stack: StackTemplate) => unknown;

/** Resolves what templates say by reference: intrinsic functions, across stacks. */
export class Resolver {
  readonly #stacks: ReadonlyMap<string, StackTemplate>;
  readonly #exports: ReadonlyMap<string, { readonly stack: StackTemplate; readonly value: unknown }>;
  readonly #surroundings: Surroundings;
  /** Outputs and conditions being resolved: one that is met again refers to itself. */
  readonly #open = new Set<unknown>();
  readonly #intrinsics: Readonly<Record<string, Intrinsic>>;

  constructor({ stacks }: CloudAssembly, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#stacks = new Map(stacks.map((stack) => [stack.stackName, stack]));
    this.#exports = new Map(
      stacks.flatMap((stack) =>
        Object.values(stack.template.Outputs ?? {}).flatMap(({ Value: value, Export }) =>
          Export === undefined ? [] : [[String(Export.Name), { stack, value }] as const],
        ),
      ),
    );
    this.#intrinsics = {
      Ref: (name, stack) => this.#ref(String(name), stack),
      'Fn::GetAtt': (path, stack) => this.#getAtt(path, stack),
      'Fn::Join': (argument, stack) => {
        const [separator, parts] = this.#list(argument, stack);
        return (parts as unknown[]).map(String).join(String(separator));
      },
      'Fn::Sub': (argument, stack) => this.#sub(argument, stack),
      'Fn::Select': (argument, stack) => {
        const [index, parts] = this.#list(argument, stack);
        return this.#found((parts as unknown[])[Number(index)], `Fn::Select finds no element ${String(index)}`);
      },
      'Fn::Split': (argument, stack) => {
        const [separator, text] = this.#list(argument, stack);
        return String(text).split(String(separator));
      },
      'Fn::FindInMap': (argument, stack) => {
        const [map, first, second] = this.#list(argument, stack).map(String);
        const value = stack.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
        return this.#found(value, `no mapping ${map}.${first}.${second}`);
      },
      'Fn::ImportValue': (name, stack) => this.#importValue(String(this.resolve(name, stack))),
      'Fn::GetStackOutput': (argument, stack) => this.#stackOutput(this.resolve(argument, stack)),
      'Fn::If': (argument, stack) => {
        const [condition, then, otherwise] = argument as unknown[];
        return this.resolve(this.isTrue(String(condition), stack) ? then : otherwise, stack);
      },
      'Fn::Equals': (argument, stack) => {
        const [a, b] = this.#list(argument, stack);
        return String(a) === String(b);
      },
      'Fn::And': (argument, stack) => this.#list(argument, stack).every(Boolean),
      'Fn::Or': (argument, stack) => this.#list(argument, stack).some(Boolean),
      'Fn::Not': (argument, stack) => !this.#list(argument, stack)[0],
      Condition: (name, stack) => this.isTrue(String(name), stack),
    };
  }

  /** A value with every reference in it resolved; `AWS::NoValue` leaves its property out. */
  resolve(value: unknown, stack: StackTemplate): unknown {
    if (Array.isArray(value)) {
      return value.map((each) => this.resolve(each, stack)).filter((each) => each !== undefined);
    }
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new TemplateProblem(`the dynamic reference ${value} is not supported`);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
      const intrinsic = this.#intrinsics[name];
      // IAM statements have a key "Condition", too; there its value is an object.
      if (name === 'Condition' && typeof argument !== 'string') return { Condition: this.resolve(argument, stack) };
      if (intrinsic === undefined) throw new TemplateProblem(`the intrinsic function ${name} is not supported`);
      return intrinsic(argument, stack);
    }
    const resolved = entries.map(([key, each]) => [key, this.resolve(each, stack)] as const);
    return Object.fromEntries(resolved.filter(([, each]) => each !== undefined));
  }

  /** Whether a condition of a stack holds. */
  isTrue(condition: string, stack: StackTemplate): boolean {
    const expression = stack.template.Conditions?.[condition];
    if (expression === undefined) throw new TemplateProblem(`there is no condition ${condition}`);
    return this.#guarded(expression, () => this.resolve(expression, stack) === true);
  }

  #list(argument: unknown, stack: StackTemplate): unknown[] {
    return this.resolve(argument, stack) as unknown[];
  }

  #ref(name: string, stack: StackTemplate): unknown {
    const { region, accountId } = this.#surroundings;
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.stackName}/local`,
    };
    if (name === 'AWS::NoValue') return undefined;
    if (pseudo[name] !== undefined) return pseudo[name];
    const parameter = stack.template.Parameters?.[name];
    if (parameter !== undefined) {
      // Of an SSM parameter the default is a path, and the value is in an account.
      const isPlain = parameter.Default !== undefined && !parameter.Type?.startsWith('AWS::SSM::');
      if (!isPlain) throw new TemplateProblem(`the parameter ${name} has no value here`);
      return parameter.Default;
    }
    const { type, resourceName } = this.#resource(name, stack);
    return refOf(type, resourceName, this.#surroundings);
  }

  #getAtt(path: unknown, stack: StackTemplate): string {
    const [logicalId = '', ...attribute] = typeof path === 'string' ? path.split('.') : (path as string[]);
    const { type, resourceName } = this.#resource(logicalId, stack);
    return attributeOf(type, resourceName, attribute.join('.'), this.#surroundings);
  }

  #resource(logicalId: string, stack: StackTemplate): { type: string; resourceName: string } {
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined) throw new TemplateProblem(`there is no resource or parameter ${logicalId}`);
    const { Type: type, Condition, Properties = {} } = resource;
    if (Condition !== undefined && !this.isTrue(Condition, stack)) {
      throw new TemplateProblem(`${logicalId} does not exist, since the condition ${Condition} does not hold`);
    }
    const given = this.resolve(Properties[nameProperty(type)], stack);
    return { type, resourceName: nameOf(given, stack.stackName, logicalId) };
  }

  #found<T>(value: T | undefined, otherwise: string): T {
    if (value === undefined) throw new TemplateProblem(otherwise);
    return value;
  }

  #sub(argument: unknown, stack: StackTemplate): string {
    const [template, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (Object.hasOwn(variables, name)) return String(this.resolve(variables[name], stack));
      return String(name.includes('.') ? this.#getAtt(name, stack) : this.#ref(name, stack));
    });
  }

  #importValue(name: string): unknown {
    const found = this.#exports.get(name);
    if (found === undefined) throw new TemplateProblem(`no stack exports ${name}`);
    return this.#guarded(found, () => this.resolve(found.value, found.stack));
  }

  #stackOutput(argument: unknown): unknown {
    const { StackName, OutputName } = argument as { StackName: string; OutputName: string };
    // A stack is named by its name or its ARN.
    const stack = this.#stacks.get(/:stack\/([^/]+)/.exec(StackName)?.[1] ?? StackName);
    const output = stack?.template.Outputs?.[OutputName];
    if (stack === undefined || output === undefined)
      throw new TemplateProblem(`no stack ${StackName} with an output ${OutputName}`);
    return this.#guarded(output, () => this.resolve(output.Value, stack));
  }

  #guarded<T>(key: unknown, run: () => T): T {
    if (this.#open.has(key)) throw new TemplateProblem('outputs or conditions refer to each other in a circle');
    this.#open.add(key);
    try {
      return run();
    } finally {
      this.#open.delete(key);
    }
  }
}
