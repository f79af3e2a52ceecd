import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccessRequest,
  decide,
  matchesAction,
  matchesResource,
  statementProblems,
} from '../../../local/access/policy.ts';
import type { PolicyStatement } from '../../../local/deployment.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/example';

function statement(overrides: Partial<PolicyStatement> = {}): PolicyStatement {
  const actions = ['dynamodb:GetItem'];
  return { effect: 'Allow', actions, resources: [TABLE_ARN], principals: [], conditions: {}, ...overrides };
}

function effectOf(statements: readonly PolicyStatement[], request: Partial<AccessRequest> = {}) {
  const asked = { action: 'dynamodb:GetItem', resourceArn: TABLE_ARN, principals: [], context: {}, ...request };
  return decide(statements, asked).effect;
}

const conditionOn = (operator: string, key: string, ...wanted: string[]) =>
  statement({ conditions: { [operator]: { [key]: wanted } } });

const anyStatement = fc.record({
  effect: fc.constantFrom('Allow' as const, 'Deny' as const),
  actions: fc.subarray(['dynamodb:GetItem', 'dynamodb:Put*', 'sqs:*', '*'], { minLength: 1 }),
  resources: fc.subarray([TABLE_ARN, `${TABLE_ARN}/index/*`, '*'], { minLength: 1 }),
  principals: fc.constant([]),
  conditions: fc.constantFrom(
    {},
    { Bool: { 'aws:SecureTransport': ['false'] } },
    { Null: { 'aws:SourceArn': ['true'] } },
  ),
});
const anyRequest = fc.record({
  action: fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 'sqs:SendMessage'),
  resourceArn: fc.constantFrom(TABLE_ARN, `${TABLE_ARN}/index/due`),
  context: fc.constantFrom<Record<string, string>>({}, { 'aws:securetransport': 'true' }),
});

describe('a decision', () => {
  test('is the same in whatever order the statements stand', () => {
    const shuffled = fc
      .array(anyStatement, { maxLength: 5 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, anyRequest, ([statements, others], request) => {
        expect(effectOf(others, request)).toBe(effectOf(statements, request));
      }),
    );
  });

  test('is that of the statements alone: denied if one denies, else allowed if one allows', () => {
    fc.assert(
      fc.property(fc.array(anyStatement, { maxLength: 5 }), anyRequest, (statements, request) => {
        const alone = statements.map((each) => effectOf([each], request));
        const expected = alone.includes('DENIED') ? 'DENIED' : alone.includes('ALLOWED') ? 'ALLOWED' : 'NOT_MENTIONED';
        expect(effectOf(statements, request)).toBe(expected);
      }),
    );
  });

  test('says that it depends on the context only where a statement with a condition concerns the request', () => {
    const request = { action: 'dynamodb:GetItem', resourceArn: TABLE_ARN, principals: [], context: {} };
    const elsewhere = { ...conditionOn('Null', 'aws:SourceArn', 'true'), actions: ['dynamodb:PutItem'] };
    expect(decide([statement(), elsewhere], request).isConditional).toBe(false);
    expect(decide([statement(), { ...elsewhere, actions: ['dynamodb:*'] }], request).isConditional).toBe(true);
  });

  test('heeds principals where a statement has them', () => {
    const events = statement({ principals: ['events.amazonaws.com'] });
    expect(effectOf([events], { principals: ['events.amazonaws.com'] })).toBe('ALLOWED');
    expect(effectOf([events], { principals: ['sns.amazonaws.com'] })).toBe('NOT_MENTIONED');
    expect(effectOf([statement({ principals: ['*'] })], { principals: ['sns.amazonaws.com'] })).toBe('ALLOWED');
  });
});

describe('wildcards', () => {
  test('match as long as their plain parts follow each other', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '(', ':') });
    fc.assert(
      fc.property(plain, plain, plain, (start, middle, end) => {
        expect(matchesResource(`${start}*${end}`, start + middle + end)).toBe(true);
        expect(matchesResource(`${start}?${end}`, start + middle + end)).toBe(middle.length === 1);
        expect(matchesResource(start, start + middle)).toBe(middle === '');
      }),
    );
  });

  test('and the case of a letter counts in resources, not in actions', () => {
    expect(matchesAction('DynamoDB:get*', 'dynamodb:GetItem')).toBe(true);
    expect(matchesResource(TABLE_ARN.toUpperCase(), TABLE_ARN)).toBe(false);
  });

  test('a table does not stand for its indexes', () => {
    expect(matchesResource(TABLE_ARN, `${TABLE_ARN}/index/due`)).toBe(false);
    expect(matchesResource(`${TABLE_ARN}/index/*`, TABLE_ARN)).toBe(false);
    expect(matchesResource(`${TABLE_ARN}/index/*`, `${TABLE_ARN}/index/due`)).toBe(true);
  });
});

const RULE_ARN = 'arn:aws:events:eu-west-1:111122223333:rule/bus/orders';
const FROM_RULE = { 'aws:sourcearn': RULE_ARN };
const FROM_ADDRESS = { 'ses:fromaddress': 'Shop@example.com' };

describe('a condition', () => {
  test.each([
    ['StringEquals', 'ses:FromAddress', 'Shop@example.com', FROM_ADDRESS, true],
    ['StringEquals', 'SES:fromaddress', 'Shop@example.com', FROM_ADDRESS, true],
    ['StringEquals', 'ses:FromAddress', 'shop@example.com', FROM_ADDRESS, false],
    ['StringEquals', 'ses:FromAddress', 'Shop@example.com', {}, false],
    ['StringEqualsIfExists', 'ses:FromAddress', 'Shop@example.com', {}, true],
    ['StringEqualsIfExists', 'ses:FromAddress', 'other@example.com', FROM_ADDRESS, false],
    ['StringEqualsIgnoreCase', 'ses:FromAddress', 'shop@example.com', FROM_ADDRESS, true],
    ['StringNotEquals', 'ses:FromAddress', 'other@example.com', FROM_ADDRESS, true],
    ['StringNotEquals', 'ses:FromAddress', 'Shop@example.com', FROM_ADDRESS, false],
    ['StringNotEquals', 'ses:FromAddress', 'Shop@example.com', {}, true],
    ['StringLike', 'ses:FromAddress', '*@example.com', FROM_ADDRESS, true],
    ['StringNotLike', 'ses:FromAddress', '*@example.com', FROM_ADDRESS, false],
    ['ArnEquals', 'aws:SourceArn', RULE_ARN, FROM_RULE, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*:111122223333:rule/bus/*', FROM_RULE, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*', FROM_RULE, false],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:events:*:*:rule/*', FROM_RULE, false],
    ['Bool', 'aws:SecureTransport', 'TRUE', { 'aws:securetransport': 'true' }, true],
    ['Bool', 'aws:SecureTransport', 'false', { 'aws:securetransport': 'true' }, false],
    ['Null', 'aws:SourceArn', 'true', {}, true],
    ['Null', 'aws:SourceArn', 'true', FROM_RULE, false],
    ['Null', 'aws:SourceArn', 'false', FROM_RULE, true],
  ])('%s on %s with %s, given %j: %s', (operator, key, wanted, context, holds) => {
    const effect = effectOf([conditionOn(operator, key, wanted)], { context });
    expect(effect).toBe(holds ? 'ALLOWED' : 'NOT_MENTIONED');
  });

  test('holds if one of several values matches; of a negated operator, if none does', () => {
    const wanted = ['Shop@example.com', 'other@example.com'];
    const context = FROM_ADDRESS;
    expect(effectOf([conditionOn('StringEquals', 'ses:FromAddress', ...wanted)], { context })).toBe('ALLOWED');
    expect(effectOf([conditionOn('StringNotEquals', 'ses:FromAddress', ...wanted)], { context })).toBe('NOT_MENTIONED');
  });

  test.each([
    ['IpAddress', 'aws:SecureTransport', /IpAddress/],
    ['ForAllValues:StringEquals', 'ses:FromAddress', /ForAllValues:StringEquals/],
    ['constructor', 'ses:FromAddress', /constructor/],
    ['StringEquals', 'aws:PrincipalTag/team', /aws:PrincipalTag\/team/],
  ])('with %s on %s is refused by name, both beforehand and when asked', (operator, key, name) => {
    const given = conditionOn(operator, key, 'x');
    expect(statementProblems(given).join()).toMatch(name);
    expect(() => effectOf([given], { context: FROM_ADDRESS })).toThrow(name);
  });

  test('or a resource with a policy variable is named as a problem', () => {
    const variable = `${TABLE_ARN}/\${aws:username}`;
    expect(statementProblems(statement({ resources: [variable] })).join()).toContain(variable);
    expect(statementProblems(statement())).toEqual([]);
  });
});
