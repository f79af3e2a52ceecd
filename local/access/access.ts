import type { Deployment, PolicyStatement } from '../deployment.ts';
import { AccessCounts, type GrantReport, reportGrants } from './grants.ts';
import { decide, type Effect } from './policy.ts';

export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError';
}

/** Who may do what, by the roles and resource policies of the templates. */
export interface Access {
  /** Throws {@link AccessDeniedError} unless the function's role allows it; counts it either way. */
  authorize(functionArn: string, action: string, resourceArn: string, context?: Readonly<Record<string, string>>): void;
  /** The same for a role that a service takes on, such as a schedule's. */
  authorizeRole(roleArn: string, action: string, resourceArn: string, context?: Readonly<Record<string, string>>): void;
  /** Throws unless a resource's policy lets a service in that acts for `sourceArn`. */
  authorizeService(
    servicePrincipal: string,
    statements: readonly PolicyStatement[],
    action: string,
    resourceArn: string,
    sourceArn: string,
  ): void;
  report(): readonly GrantReport[];
  /** Forgets what was counted. */
  clear(): void;
}

export function createAccess(deployment: Deployment): Access {
  const functions = new Map(deployment.functions.map((spec) => [spec.arn, spec]));
  const roles = new Map(deployment.roles.map((role) => [role.arn, createRoleCheck(role, deployment)]));
  const counts = new AccessCounts();

  const checkRole: Access['authorizeRole'] = (roleArn, action, resourceArn, context = {}) => {
    const check = roles.get(roleArn);
    if (check === undefined) throw new Error(`the role ${roleArn} is not in the templates`);
    const effect = check(action, resourceArn, context);
    if (effect === 'ALLOWED') return;
    throw new AccessDeniedError(refusal(`User: ${roleArn}`, action, resourceArn, effect, 'identity-based'));
  };

  return {
    authorizeRole: checkRole,
    authorize(functionArn, action, resourceArn, context) {
      const spec = functions.get(functionArn);
      if (spec === undefined) throw new Error(`the function ${functionArn} is not in the templates`);
      try {
        checkRole(spec.roleArn, action, resourceArn, context);
      } catch (error) {
        if (error instanceof AccessDeniedError) counts.add(functionArn, action, resourceArn, false);
        throw error;
      }
      counts.add(functionArn, action, resourceArn, true);
    },
    authorizeService(servicePrincipal, statements, action, resourceArn, sourceArn) {
      const context = fullContext({ 'aws:SourceArn': sourceArn, 'aws:SourceAccount': deployment.accountId });
      const { effect } = decide(statements, { action, resourceArn, principals: [servicePrincipal], context });
      if (effect === 'ALLOWED') return;
      const who = `Service: ${servicePrincipal}, for ${sourceArn},`;
      throw new AccessDeniedError(refusal(who, action, resourceArn, effect, 'resource-based'));
    },
    report: () => reportGrants(deployment, counts),
    clear: () => counts.clear(),
  };
}

type RoleCheck = (action: string, resourceArn: string, context: Readonly<Record<string, string>>) => Effect;

/**
 * Within one account a role may do what its own statements or the resource's allow, unless either denies it. The
 * answer is kept where no condition has a say.
 */
function createRoleCheck(
  role: { readonly arn: string; readonly statements: readonly PolicyStatement[] },
  { queues }: Deployment,
): RoleCheck {
  const kept = new Map<string, Effect>();
  return (action, resourceArn, context) => {
    const key = `${action} ${resourceArn}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const resourcePolicy = queues.find(({ arn }) => arn === resourceArn)?.policy ?? [];
    const request = { action, resourceArn, principals: [role.arn], context: fullContext(context) };
    const { effect, isConditional } = decide([...role.statements, ...resourcePolicy], request);
    if (!isConditional) kept.set(key, effect);
    return effect;
  };
}

/** Keys in lower case, as policies compare them. Everything on this machine counts as sent over TLS. */
function fullContext(context: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
  return { 'aws:securetransport': 'true', ...Object.fromEntries(given) };
}

/** In the service's own words. */
function refusal(who: string, action: string, resourceArn: string, effect: Effect, policy: string): string {
  const reason =
    effect === 'DENIED'
      ? 'with an explicit deny in a policy'
      : `because no ${policy} policy allows the ${action} action`;
  return `${who} is not authorized to perform: ${action} on resource: ${resourceArn} ${reason}`;
}
