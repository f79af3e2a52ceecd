import { html, type Markup, prose } from '../kernel/markup.ts';
import { shellQuoted } from './curl-line.ts';
import type { OpenApiDocument } from './openapi.ts';
import { commonAnswers, operationsByTag, type PageOperation } from './page-model.ts';
import { operationCard, refusalTable, schemaTable } from './page-operation.ts';
import { PAGE_STYLE } from './page-style.ts';

/**
 * The document as one HTML page that needs nothing else: no script, no asset. `baseUrl` is where the reader's
 * commands go, such as `https://api.shop.example`.
 */
export function apiPage(document: OpenApiDocument, baseUrl: string): string {
  const tags = operationsByTag(document);
  const { info } = document;
  // The style is a constant of ours; as an interpolated text it would be escaped.
  const style: Markup = { markup: `<style>${PAGE_STYLE}</style>` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}</title>
<link rel="icon" href="data:,">
${style}
</head>
<body>
<a class="skip" href="#start">To the text</a>
<div class="page">
<header class="top"><h1>${info.title}</h1><span class="quiet">version ${info.version}</span><a href="/openapi.json">as OpenAPI 3.1</a></header>
${contents(tags)}
<main>
${startPart(document, baseUrl)}
${answersPart(document)}
${[...tags].map(([tag, operations]) => tagPart(tag, operations, document))}
</main>
</div>
</body>
</html>
`.markup;
}

function contents(tags: ReadonlyMap<string, readonly PageOperation[]>): Markup {
  const groups = [...tags].map(
    ([
      tag,
      operations,
    ]) => html`<li class="group"><a href="#${anchorOf(tag)}">${tag}</a><ul>${links(operations)}</ul></li>
`,
  );
  return html`<nav class="contents" aria-label="Contents"><ul>
<li class="group"><a href="#start">Before you start</a></li>
<li class="group"><a href="#answers">Answers of every route</a></li>
${groups}</ul></nav>`;
}

/** Other addresses of a route are found beside it, and would only lengthen the list. */
function links(operations: readonly PageOperation[]): Markup[] {
  const own = operations.filter(({ operation }) => operation['x-same-as'] === undefined);
  return own.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`);
}

function startPart({ info, components }: OpenApiDocument, baseUrl: string): Markup {
  const { writeKey, operatorKey } = components.securitySchemes;
  return html`<section id="start"><h2>Before you start</h2><div class="card">
${prose(info.description)}
<h4>Keys for events</h4>${prose(writeKey?.description)}
<h4>Keys for people and tools</h4>${prose(operatorKey?.description)}
<h4>Set these once in a shell, and the lines below work as they are pasted</h4>
<pre>export HOLDFAST_URL=${shellQuoted(baseUrl)}
export HOLDFAST_KEY='your key'</pre>
</div></section>`;
}

function answersPart(document: OpenApiDocument): Markup {
  const { Problem: problem } = document.components.schemas;
  return html`<section id="answers"><h2>Answers of every route</h2><div class="card">
<p>What stands before the rules of a route refuses in the same way everywhere, so each route lists only what is its own.</p>
${refusalTable(commonAnswers(document))}
${problem && [html`<h4>A refusal as it is sent</h4>`, prose(problem.description), schemaTable(problem, document.components.schemas, 'got')]}
</div></section>`;
}

function tagPart(tag: string, operations: readonly PageOperation[], { components, tags }: OpenApiDocument): Markup {
  const description = tags.find(({ name }) => name === tag)?.description;
  return html`<section id="${anchorOf(tag)}"><h2>${tag}</h2>
${prose(description)}
<nav class="within" aria-label="${tag}"><ul>${links(operations)}</ul></nav>
${operations.map((shown) => operationCard(shown, components.schemas))}</section>`;
}

const anchorOf = (tag: string): string => `tag-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
