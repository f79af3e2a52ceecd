import type { Example, MediaType, OpenApiDocument, Operation, Parameter, Reference, Response } from './openapi.ts';

/** An operation at its address, as a page shows it: references of parameters followed, answers told apart. */
export interface PageOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly body: MediaType | undefined;
  readonly answer: MediaType | undefined;
  readonly answerStatus: string;
  /** What only this route answers; the rest is {@link commonAnswers}. */
  readonly refusals: readonly PageRefusal[];
}

/** A refusal as a line of a table. A gateway's has no code. */
export interface PageRefusal {
  readonly status: string;
  readonly code: string | undefined;
  readonly title: string;
}

/** All operations in the order of the document, by their tag. */
export function operationsByTag(document: OpenApiDocument): Map<string, PageOperation[]> {
  const common = new Set(commonAnswers(document).map(nameOf));
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => pageOperation(document, path, method, operation, common)),
  );
  const tags = document.tags.map(({ name }) => name);
  return new Map(tags.map((tag) => [tag, all.filter(({ operation }) => operation.tags.includes(tag))]));
}

/** What stands before the rules of every route, gateway included: each refusal once, by status. */
export function commonAnswers(document: OpenApiDocument): PageRefusal[] {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const references = operations.flatMap(({ responses }) =>
    Object.entries(responses).flatMap(([status, response]) => ('$ref' in response ? [{ status, response }] : [])),
  );
  const refusals = references.flatMap(({ status, response }) => refusalsOf(status, responseOf(document, response)));
  const byName = new Map(refusals.map((refusal) => [nameOf(refusal), refusal]));
  return [...byName.values()].sort((a, b) => Number(a.status) - Number(b.status));
}

function pageOperation(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: Operation,
  common: ReadonlySet<string>,
): PageOperation {
  const answers = Object.entries(operation.responses);
  const [answerStatus, answer] = answers.find(([status]) => status.startsWith('2')) ?? ['', undefined];
  const refusals = answers
    .filter(([status]) => status !== answerStatus)
    .flatMap(([status, response]) => refusalsOf(status, responseOf(document, response)));
  return {
    method: method.toUpperCase(),
    path,
    operation,
    parameters: operation.parameters.map((parameter) => parameterOf(document, parameter)),
    body: operation.requestBody?.content['application/json'],
    answer: answer && responseOf(document, answer).content?.['application/json'],
    answerStatus,
    refusals: refusals.filter((refusal) => !common.has(nameOf(refusal))),
  };
}

/** A code may stand for one thing in general and, at another status, for one of a route's own. */
const nameOf = ({ status, code }: PageRefusal): string => `${status} ${code}`;

function refusalsOf(status: string, { content = {} }: Response): PageRefusal[] {
  const examples = Object.values(content).flatMap(({ examples = {} }) => Object.entries(examples));
  return examples.map(([name, { summary, value }]: [string, Example]) => {
    const code = (value as { code?: unknown }).code === name ? name : undefined;
    return { status, code, title: summary };
  });
}

function responseOf(document: OpenApiDocument, response: Response | Reference): Response {
  return '$ref' in response ? component(document.components.responses, response) : response;
}

function parameterOf(document: OpenApiDocument, parameter: Parameter | Reference): Parameter {
  return '$ref' in parameter ? component(document.components.parameters, parameter) : parameter;
}

function component<T>(components: Readonly<Record<string, T>>, { $ref }: Reference): T {
  const found = components[$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`${$ref} is not in the document`);
  return found;
}
