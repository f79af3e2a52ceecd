import { html, inline, type Markup, prose } from '../kernel/markup.ts';
import { curlLine } from './curl-line.ts';
import type { JsonSchema, Operation, Parameter } from './openapi.ts';
import type { PageOperation, PageRefusal } from './page-model.ts';
import { type PropertyRow, propertyRows, resolved } from './property-rows.ts';
import { constraintWords, typeWords } from './schema-words.ts';

/** What is sent has to say what is required; what is got, what may be absent. */
type Side = 'sent' | 'got';

const MUST = html`<span class="must">required</span>`;
const MAY = html`<span class="may">may be absent</span>`;

type Schemas = Readonly<Record<string, JsonSchema>>;

/** One operation: address, key, what it takes, what it answers, what it refuses, and a line to paste. */
export function operationCard(shown: PageOperation, schemas: Schemas): Markup {
  const { operation, answer, body } = shown;
  if (operation['x-same-as'] !== undefined) return sameAsCard(shown, operation['x-same-as']);
  return html`<article class="card" id="${operation.operationId}">
<h3>${operation.summary}</h3>
${address(shown)}
<p class="needs">${keyNeeded(operation.security)}</p>
${prose(operation.description)}
${parameterTable(shown.parameters)}
${body && schemaPart('Body', body.schema, schemas, 'sent')}
${answer && schemaPart(`Answer ${shown.answerStatus}`, answer.schema, schemas, 'got')}
${shown.refusals.length > 0 ? [html`<h4>Refused with</h4>`, refusalTable(shown.refusals)] : undefined}
<h4>Try it</h4>
<pre>${curlLine({ ...shown, security: operation.security }, schemas)}</pre>
</article>
`;
}

export function address({ method, path }: Pick<PageOperation, 'method' | 'path'>): Markup {
  return html`<p class="address"><span class="method ${method}">${method}</span>${path}</p>`;
}

/** Refusals as a table; a gateway's have no code. */
export function refusalTable(refusals: readonly PageRefusal[]): Markup {
  const rows = refusals.map(
    ({ status, code, title }) =>
      html`<tr><td class="status">${status}</td><td class="code">${
        code === undefined ? html`<span class="quiet">no code</span>` : html`<code>${code}</code>`
      }</td><td>${inline(title)}</td></tr>`,
  );
  return html`<table><thead><tr><th class="status">Status</th><th class="code">Code</th><th>Meaning</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

/** A schema as a table of its properties, or as a sentence where it has none. */
export function schemaTable(schema: JsonSchema, schemas: Schemas, side: Side): Markup {
  const rows = propertyRows(schema, schemas);
  const whole = resolved(schema, schemas);
  if (rows.length > 0) return propertyTable(rows, side);
  return html`<p>${inline([typeWords(whole), ...constraintWords(whole)].join(', '))}</p>`;
}

function sameAsCard(shown: PageOperation, operationId: string): Markup {
  const { operation } = shown;
  return html`<article class="card brief" id="${operation.operationId}">
${address(shown)}
<p><a href="#${operationId}">${operation.summary}</a>: takes and answers the same.</p>
</article>
`;
}

function schemaPart(title: string, schema: JsonSchema, schemas: Schemas, side: Side): Markup {
  const { description, type } = resolved(schema, schemas);
  const isList = type === 'array' ? html`<p>A list of:</p>` : undefined;
  return html`<h4>${title}</h4>${prose(description)}${isList}${schemaTable(schema, schemas, side)}`;
}

function keyNeeded(security: Operation['security']): Markup[] {
  if (security.length === 0) return inline('Needs no key');
  const words = security.flatMap((scheme) =>
    Object.entries(scheme).map(([name, scopes]) =>
      name === 'writeKey' ? 'a server or client key' : `an operator key with the scope ${quoted(scopes)}`,
    ),
  );
  return inline(`Needs ${words.join(' or ')}`);
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' and ');

function parameterTable(parameters: readonly Parameter[]): Markup | undefined {
  if (parameters.length === 0) return undefined;
  const rows = parameters.map(({ name, required, description, schema, in: place }) => ({
    name,
    depth: 0,
    isRequired: required,
    type: `${typeWords(schema)} in the ${place}`,
    notes: constraintWords(schema),
    ...(description === undefined ? {} : { description }),
  }));
  return html`<h4>Parameters</h4>${propertyTable(rows, 'sent')}`;
}

function propertyTable(rows: readonly PropertyRow[], side: Side): Markup {
  return html`<table><thead><tr><th class="name">Name</th><th class="type">Type</th><th>Meaning</th></tr></thead>
<tbody>${rows.map((row) => propertyLine(row, side))}</tbody></table>`;
}

function propertyLine({ name, depth, isRequired, type, notes, description }: PropertyRow, side: Side): Markup {
  const level = depth > 0 ? `d${depth}` : '';
  if (name === undefined) return html`<tr class="choice ${level}"><td colspan="3">${type}</td></tr>`;
  const mark = side === 'sent' ? isRequired && MUST : !isRequired && MAY;
  const meaning = [description, sentence(notes)]
    .filter((part) => part !== undefined)
    .map((part) => html`<p>${inline(part)}</p>`);
  return html`<tr class="${level}"><td class="name"><code>${name}</code>${mark || undefined}</td><td class="type">${type}</td><td>${meaning}</td></tr>`;
}

const sentence = (notes: readonly string[]): string | undefined => (notes.length > 0 ? notes.join('; ') : undefined);
