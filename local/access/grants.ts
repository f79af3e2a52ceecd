import type { Deployment, FunctionSpec, PolicyStatement } from '../deployment.ts';
import { matchesAction, matchesResource } from './policy.ts';

export interface CountedAccess {
  readonly action: string;
  readonly resource: string;
  readonly count: number;
}

/** What a function may do, what it did, what it was refused, and which grants nothing has used yet. */
export interface GrantReport {
  /** Construct path of the function. */
  readonly function: string;
  readonly granted: readonly { readonly actions: readonly string[]; readonly resources: readonly string[] }[];
  readonly used: readonly CountedAccess[];
  readonly denied: readonly CountedAccess[];
  readonly unused: readonly { readonly action: string; readonly resource: string }[];
}

/** Counts what functions ask for. */
export class AccessCounts {
  readonly #counts = new Map<string, { functionArn: string; wasAllowed: boolean; access: CountedAccess }>();

  add(functionArn: string, action: string, resource: string, wasAllowed: boolean): void {
    const key = `${functionArn} ${wasAllowed} ${action} ${resource}`;
    const count = (this.#counts.get(key)?.access.count ?? 0) + 1;
    this.#counts.set(key, { functionArn, wasAllowed, access: { action, resource, count } });
  }

  of(functionArn: string, wasAllowed: boolean): readonly CountedAccess[] {
    const mine = [...this.#counts.values()].filter(
      (each) => each.functionArn === functionArn && each.wasAllowed === wasAllowed,
    );
    return mine
      .map(({ access }) => access)
      .sort((a, b) => `${a.action} ${a.resource}`.localeCompare(`${b.action} ${b.resource}`));
  }

  clear(): void {
    this.#counts.clear();
  }
}

export function reportGrants(deployment: Deployment, counts: AccessCounts): readonly GrantReport[] {
  return deployment.functions.map((spec) => {
    const statements = deployment.roles.find(({ arn }) => arn === spec.roleArn)?.statements ?? [];
    const allowing = statements.filter(({ effect }) => effect === 'Allow');
    const used = counts.of(spec.arn, true);
    return {
      function: spec.path,
      granted: allowing.map(({ actions, resources }) => ({ actions, resources })),
      used,
      denied: counts.of(spec.arn, false),
      unused: unusedGrants(allowing, used).filter((grant) => !isForPlatform(grant, spec, deployment)),
    };
  });
}

function unusedGrants(statements: readonly PolicyStatement[], used: readonly CountedAccess[]) {
  const grants = statements.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
  );
  return grants.filter(
    (grant) =>
      !used.some((each) => matchesAction(grant.action, each.action) && matchesResource(grant.resource, each.resource)),
  );
}

const STREAM_READS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);
const QUEUE_READS = [
  'ReceiveMessage',
  'DeleteMessage',
  'GetQueueAttributes',
  'ChangeMessageVisibility',
  'GetQueueUrl',
].map((name) => `sqs:${name}`);
const QUEUE_SENDS = ['SendMessage', 'GetQueueAttributes', 'GetQueueUrl'].map((name) => `sqs:${name}`);

/** Grants that Lambda uses in the function's name: to write its log, feed it, and send on what it failed. */
function isForPlatform(
  { action, resource }: { action: string; resource: string },
  { arn }: FunctionSpec,
  { queueMappings, streamMappings, functions }: Deployment,
): boolean {
  if (/^(logs|xray):/.test(action) || STREAM_READS.includes(action)) return true;
  const isSource = queueMappings.some(({ functionArn, sourceArn }) => functionArn === arn && sourceArn === resource);
  if (isSource && QUEUE_READS.includes(action)) return true;
  const destinations = [
    ...functions.filter((each) => each.arn === arn).map(({ asyncInvoke }) => asyncInvoke.onFailureArn),
    ...streamMappings.filter(({ functionArn }) => functionArn === arn).map(({ onFailureArn }) => onFailureArn),
  ];
  return destinations.includes(resource) && QUEUE_SENDS.includes(action);
}
