import { createHash } from 'node:crypto';
import type { SecretSpec } from '../deployment.ts';
import { type AuthorizeCaller, AwsError, type AwsService, jsonReply, text } from './aws-call.ts';

export interface SecretsSettings {
  readonly secrets: readonly SecretSpec[];
  readonly authorize: AuthorizeCaller;
  /** When the secrets were made, in milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** Secrets Manager: GetSecretValue and DescribeSecret, of the current version. */
export function createSecretsService({ secrets, authorize, createdAtMs }: SecretsSettings): AwsService {
  return ({ operation, input, caller }) => {
    if (operation !== 'GetSecretValue' && operation !== 'DescribeSecret') {
      throw new AwsError('UnknownOperationException', `the local run does not offer secretsmanager ${operation}`);
    }
    const secret = findSecret(secrets, text(input, 'SecretId'));
    authorize(caller, `secretsmanager:${operation}`, secret.arn);
    const stage = input['VersionStage'] ?? 'AWSCURRENT';
    if (stage !== 'AWSCURRENT' || input['VersionId'] !== undefined) {
      throw new AwsError('ResourceNotFoundException', 'the local run has the current version of a secret only');
    }
    const known = { ARN: secret.arn, Name: secret.name, CreatedDate: Math.trunc(createdAtMs / 1000) };
    const versionId = createHash('sha256').update(secret.arn).digest('hex').slice(0, 32);
    return operation === 'GetSecretValue'
      ? jsonReply({ ...known, SecretString: secret.value, VersionId: versionId, VersionStages: ['AWSCURRENT'] }, '1.1')
      : jsonReply({ ...known, VersionIdsToStages: { [versionId]: ['AWSCURRENT'] } }, '1.1');
  };
}

/** By its ARN, its name, or its ARN without the last six characters. */
function findSecret(secrets: readonly SecretSpec[], id: string): SecretSpec {
  const secret = secrets.find(({ arn, name }) => [arn, name, arn.replace(/-[^-]{6}$/, '')].includes(id));
  if (secret !== undefined) return secret;
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret: the templates make no ${id}`,
  );
}
