import { createHmac } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A key for one purpose, derived from the deployment's secret: what one purpose leaks says nothing of another. */
export type DeriveKey = (purpose: string) => string;

/** Reads the deployment's secret, once a function. @param secretId its ARN */
export async function readSecret(secretId: string, client = new SecretsManagerClient({})): Promise<DeriveKey> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  if (SecretString === undefined || SecretString === '') throw new Error('the secret has no text');
  return createDeriveKey(SecretString);
}

export const createDeriveKey =
  (secret: string): DeriveKey =>
  (purpose) =>
    createHmac('sha256', secret).update(purpose).digest('hex');
