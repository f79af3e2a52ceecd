import { randomUUID } from 'node:crypto';
import { type AwsReply, text } from './aws-call.ts';

/** What the older services speak: a form in, XML out. */
type Form = Readonly<Record<string, unknown>>;

export function optionalText(input: Form, name: string): string | undefined {
  return input[name] === undefined ? undefined : text(input, name);
}

/** A list in a form: `<prefix>.1`, `<prefix>.2`, … */
export function members(input: Form, prefix: string): string[] {
  const found: string[] = [];
  for (let index = 1; input[`${prefix}.${index}`] !== undefined; index += 1)
    found.push(text(input, `${prefix}.${index}`));
  return found;
}

/** A list of structures: `<prefix>.1.<field>`, …; as many as have the first of the fields. */
export function structures<F extends string>(
  input: Form,
  prefix: string,
  fields: readonly [F, ...F[]],
): Partial<Record<F, string>>[] {
  const found: Partial<Record<F, string>>[] = [];
  for (let index = 1; input[`${prefix}.${index}.${fields[0]}`] !== undefined; index += 1) {
    const entries = fields.map((field) => [field, optionalText(input, `${prefix}.${index}.${field}`)]);
    found.push(Object.fromEntries(entries) as Partial<Record<F, string>>);
  }
  return found;
}

export function xmlReply(operation: string, result: string): AwsReply {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response><${operation}Result>${result}</${operation}Result>${metadata}</${operation}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}
