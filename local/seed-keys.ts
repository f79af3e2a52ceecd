import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createApiKeys } from '../lambdas/kernel/api-key-store.ts';
import { documentClient } from '../lambdas/kernel/table/client.ts';
import type { Deployment } from './deployment.ts';
import { OPERATOR_ACCESS_KEY_ID } from './endpoint/aws-call.ts';

/** The keys of every local run: known to all, and good for nothing elsewhere. */
export const LOCAL_KEYS = {
  writeKey: 'hf_server_local',
  clientKey: 'hf_client_local',
  adminKey: 'hf_operator_local',
  /** Makes the identity tokens that go with the client key. */
  identitySecret: 'hf_identity_local',
} as const;

/** Puts the local keys into the table, the way an operator's keys get there. */
export async function seedKeys(endpoint: string, deployment: Deployment): Promise<void> {
  const [table] = deployment.tables;
  if (table === undefined) return;
  const client = documentClient(
    new DynamoDBClient({
      endpoint,
      region: deployment.region,
      credentials: { accessKeyId: OPERATOR_ACCESS_KEY_ID, secretAccessKey: 'local' },
    }),
  );
  const apiKeys = createApiKeys({ client, name: table.tableName });
  await apiKeys.create(LOCAL_KEYS.writeKey, { keyId: 'local-server', kind: 'server', scopes: [] });
  const signingSecret = LOCAL_KEYS.identitySecret;
  await apiKeys.create(LOCAL_KEYS.clientKey, { keyId: 'local-client', kind: 'client', scopes: [], signingSecret });
  const scopes = ['read', 'write', 'admin'] as const;
  await apiKeys.create(LOCAL_KEYS.adminKey, { keyId: 'local-operator', kind: 'operator', scopes });
  client.destroy();
}
