import { createApiKeys } from '../../kernel/api-key-store.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { changeConsentsRoute } from '../consent-api.ts';
import { changeConsent, table } from './connect-consents.ts';

export const handler = routeFunction(changeConsentsRoute, createApiKeys(table), async ({ parameters, body }) => {
  const { consents: wishes, ...told } = body;
  const changed = await changeConsent(parameters.memberId, { wishes, ...told });
  if (!changed.ok) return changed;
  const { memberId, consents } = changed.value;
  return ok({ memberId, consents: Object.values(consents) });
});
