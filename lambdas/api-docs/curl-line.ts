import type { JsonSchema, MediaType, Operation, Parameter } from './openapi.ts';
import { sampleOf } from './sample.ts';

/** An operation at its address, with its references followed. */
export interface CurlRequest {
  readonly method: string;
  readonly path: string;
  readonly security: Operation['security'];
  readonly parameters: readonly Parameter[];
  readonly body: MediaType | undefined;
}

/**
 * A command to paste into a shell where HOLDFAST_URL and HOLDFAST_KEY are set. It sends what is required and no more.
 */
export function curlLine(request: CurlRequest, schemas: Readonly<Record<string, JsonSchema>>): string {
  const { method, path, security, parameters, body } = request;
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${inShell(addressOf(path, parameters, schemas))}`,
    ...security.flatMap((scheme) => Object.keys(scheme).map(keyOption)),
    ...parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => `-H "${name}: try-$(date +%s)"`),
    ...(body === undefined
      ? []
      : [
          `-H 'content-type: application/json'`,
          `-d ${shellQuoted(JSON.stringify(body.example ?? sampleOf(body.schema, schemas)))}`,
        ]),
  ];
  return parts.join(' \\\n  ');
}

const keyOption = (scheme: string): string =>
  scheme === 'writeKey' ? '-u "$HOLDFAST_KEY:"' : '-H "Authorization: Bearer $HOLDFAST_KEY"';

function addressOf(path: string, parameters: readonly Parameter[], schemas: Readonly<Record<string, JsonSchema>>) {
  const sample = ({ name, schema }: Parameter) => encodeURIComponent(String(sampleOf(schema, schemas, name)));
  const inPath = new Map(parameters.filter((parameter) => parameter.in === 'path').map((each) => [each.name, each]));
  const address = path.replace(/\{([^}]+)\}/g, (braces, name: string) => {
    const parameter = inPath.get(name);
    return parameter === undefined ? braces : sample(parameter);
  });
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const pairs = query.map((parameter) => `${encodeURIComponent(parameter.name)}=${sample(parameter)}`);
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** The address behind the base; in double quotes a shell would look into anything but plain characters. */
const inShell = (address: string): string =>
  /^[\w/.?=&%~-]*$/.test(address) ? `"$HOLDFAST_URL${address}"` : `"$HOLDFAST_URL"${shellQuoted(address)}`;

/** In single quotes a shell takes everything as it is, but the quote itself. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
