import * as z from 'zod';
import { statementProblems } from '../access/policy.ts';
import type { PolicyStatement, RoleSpec } from '../deployment.ts';
import { type Resources, withoutMeaning } from './resources.ts';

const textList = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const conditionValues = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.string())])
  .transform((values) => [values].flat().map(String));

const statement = z
  .strictObject({
    Sid: withoutMeaning,
    Effect: z.enum(['Allow', 'Deny']),
    Action: textList,
    Resource: textList.optional(),
    Principal: z.union([z.literal('*'), z.record(z.string(), textList)]).optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
  })
  .transform(
    ({ Effect, Action, Resource, Principal, Condition }): PolicyStatement => ({
      effect: Effect,
      actions: Action,
      resources: Resource ?? [],
      principals: Principal === undefined ? [] : Principal === '*' ? ['*'] : Object.values(Principal).flat(),
      conditions: Condition ?? {},
    }),
  );

/** A policy document, as its statements; conditions that can't be evaluated here are refused by name. */
export const policyDocument = z
  .strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) })
  .transform(({ Statement }, context) => {
    for (const problem of Statement.flatMap(statementProblems)) context.addIssue({ code: 'custom', message: problem });
    return Statement;
  });

const roleProperties = z.strictObject({
  // Who may take the role on: functions and schedules get theirs from the template.
  AssumeRolePolicyDocument: withoutMeaning,
  Policies: z.array(z.strictObject({ PolicyName: withoutMeaning, PolicyDocument: policyDocument })).default([]),
  ManagedPolicyArns: z
    .array(z.string().regex(/AWSLambdaBasicExecutionRole$/, 'a managed policy that is not known'))
    .optional(),
  Description: withoutMeaning,
  RoleName: withoutMeaning,
});

const policyProperties = z.strictObject({
  PolicyName: withoutMeaning,
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()),
});

export function readRoles(resources: Resources): RoleSpec[] {
  const policies = resources.all('AWS::IAM::Policy', policyProperties);
  return resources.all('AWS::IAM::Role', roleProperties).map(({ spec, name, properties }) => ({
    ...spec,
    arn: resources.arnOf('AWS::IAM::Role', name),
    statements: [
      ...properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument),
      ...policies
        .filter((policy) => policy.properties.Roles.includes(name))
        .flatMap((policy) => policy.properties.PolicyDocument),
    ],
  }));
}
