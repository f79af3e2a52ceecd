import type { PolicyStatement } from '../deployment.ts';

export interface AccessRequest {
  readonly action: string;
  readonly resourceArn: string;
  /** Names under which the caller may stand as a principal of a resource's policy. */
  readonly principals: readonly string[];
  /** Condition keys, in lower case. */
  readonly context: Readonly<Record<string, string>>;
}

export type Effect = 'ALLOWED' | 'DENIED' | 'NOT_MENTIONED';

export interface Decision {
  readonly effect: Effect;
  /** Whether the context had a say; if not, the same action and resource get the same answer again. */
  readonly isConditional: boolean;
}

/** Condition keys that requests can carry on this machine; a statement with another is refused by name. */
const CONTEXT_KEYS = new Set(['aws:securetransport', 'aws:sourcearn', 'aws:sourceaccount', 'ses:fromaddress']);

type Compare = (value: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => wildcard(wanted).test(value),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** What these statements say of a request: any Deny that applies wins over every Allow, wherever it stands. */
export function decide(statements: readonly PolicyStatement[], request: AccessRequest): Decision {
  const concerned = statements.filter((statement) => concerns(statement, request));
  const isConditional = concerned.some(({ conditions }) => Object.keys(conditions).length > 0);
  const applying = concerned.filter(({ conditions }) => conditionsHold(conditions, request.context));
  if (applying.some(({ effect }) => effect === 'Deny')) return { effect: 'DENIED', isConditional };
  return { effect: applying.length > 0 ? 'ALLOWED' : 'NOT_MENTIONED', isConditional };
}

/** What of a statement cannot be evaluated here: operators and keys of conditions, and policy variables; by name. */
export function statementProblems({ conditions, resources }: PolicyStatement): readonly string[] {
  const entries = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({ operator, key, wanted })),
  );
  return [
    ...Object.keys(conditions)
      .filter((operator) => parseOperator(operator) === undefined)
      .map((operator) => `the condition operator ${operator} is not supported`),
    ...entries
      .filter(({ key }) => !CONTEXT_KEYS.has(key.toLowerCase()))
      .map(({ key }) => `the condition key ${key} is not known here`),
    ...[...resources, ...entries.flatMap(({ wanted }) => wanted)]
      .filter((text) => text.includes('${'))
      .map((text) => `the policy variable in ${text} is not supported`),
  ];
}

export function matchesAction(pattern: string, action: string): boolean {
  return wildcard(pattern.toLowerCase()).test(action.toLowerCase());
}

export function matchesResource(pattern: string, resourceArn: string): boolean {
  return wildcard(pattern).test(resourceArn);
}

function concerns(statement: PolicyStatement, { action, resourceArn, principals }: AccessRequest): boolean {
  const names = statement.principals;
  return (
    statement.actions.some((pattern) => matchesAction(pattern, action)) &&
    statement.resources.some((pattern) => matchesResource(pattern, resourceArn)) &&
    // Statements of a role name no principal.
    (names.length === 0 || names.includes('*') || principals.some((principal) => names.includes(principal)))
  );
}

function conditionsHold(conditions: PolicyStatement['conditions'], context: AccessRequest['context']): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      if (!CONTEXT_KEYS.has(key.toLowerCase())) throw new Error(`the condition key ${key} is not known here`);
      return conditionHolds(operator, context[key.toLowerCase()], wanted);
    }),
  );
}

function conditionHolds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return wanted.includes(String(value === undefined));
  const parsed = parseOperator(operator);
  if (parsed === undefined) throw new Error(`the condition operator ${operator} is not supported`);
  // An absent key fails a comparison and passes a negated one.
  if (value === undefined) return parsed.isNegated || parsed.isIfExists;
  return wanted.some((each) => parsed.compare(value, each)) !== parsed.isNegated;
}

function parseOperator(operator: string): { compare: Compare; isNegated: boolean; isIfExists: boolean } | undefined {
  if (operator === 'Null') return { compare: () => false, isNegated: false, isIfExists: false };
  const isIfExists = operator.endsWith('IfExists');
  const base = isIfExists ? operator.slice(0, -'IfExists'.length) : operator;
  const compare = COMPARISONS[NEGATIONS[base] ?? base];
  return compare === undefined ? undefined : { compare, isNegated: base in NEGATIONS, isIfExists };
}

/** Compares the six parts of an ARN one by one, so that a wildcard never reaches over a colon before the last part. */
function arnLike(value: string, wanted: string): boolean {
  const [given, patterns] = [arnParts(value), arnParts(wanted)];
  return (
    patterns.length === given.length && patterns.every((pattern, index) => wildcard(pattern).test(given[index] ?? ''))
  );
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const wildcards = new Map<string, RegExp>();

function wildcard(pattern: string): RegExp {
  const known = wildcards.get(pattern);
  if (known !== undefined) return known;
  const source = pattern.replace(
    /[\s\S]/g,
    (char) => ({ '*': '[\\s\\S]*', '?': '[\\s\\S]' })[char] ?? RegExp.escape(char),
  );
  const made = new RegExp(`^${source}$`);
  wildcards.set(pattern, made);
  return made;
}
