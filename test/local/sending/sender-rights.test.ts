import { afterEach, expect, test } from 'vitest';
import { functionOf, startRuntime } from '../runtime-rig.ts';
import { configurationSet, TOPIC } from './feedback-templates.ts';

const clientOf = (service: string) => JSON.stringify(import.meta.resolve(`@aws-sdk/client-${service}`));
/** Does what it is asked by the SDK, and answers with what came of it. */
const CALLER = `
import * as ses from ${clientOf('ses')};
import * as secrets from ${clientOf('secrets-manager')};
import * as v2 from ${clientOf('sesv2')};
const clients = { ses: new ses.SESClient(), secrets: new secrets.SecretsManagerClient(), v2: new v2.SESv2Client() };
const modules = { ses, secrets, v2 };
export const handler = async ({ service, command, input }) => {
  if (input.mime) input = { ...input, RawMessage: { Data: Buffer.from(input.mime) } };
  try {
    const { $metadata, ...output } = await clients[service].send(new modules[service][command + 'Command'](input));
    return output;
  } catch (error) {
    return { name: error.name, message: error.message };
  }
};`;

const identityArn = 'arn:aws:ses:eu-west-1:000000000000:identity/shop.example';
const setArn = 'arn:aws:ses:eu-west-1:000000000000:configuration-set/shop-Set';
const MAIL = { mime: 'Subject: Hi\r\n\r\nHello', Source: 'news@shop.example', Destinations: ['m1@mail.example'] };

let stop = () => Promise.resolve();
afterEach(() => stop());

async function start(...statements: readonly unknown[]) {
  const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'hidden' } };
  const system = await startRuntime(
    { ...functionOf('Caller', ...statements), ...TOPIC, ...configurationSet([]), Secret },
    CALLER,
  );
  stop = system.stop;
  return {
    ...system,
    call: async (service: string, command: string, input: object) => {
      const result = await system.invoke('Caller', { service, command, input });
      return (result.ok ? result.payload : result.error) as Record<string, unknown>;
    },
  };
}

const allow = (Action: string, Resource: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

test('a role that may send from one address by one configuration set may do that and nothing else', async () => {
  const onlyNews = { StringEquals: { 'ses:FromAddress': 'news@shop.example' } };
  const { call } = await start(allow('ses:SendRawEmail', [identityArn, setArn], onlyNews));
  expect(await call('ses', 'SendRawEmail', { ...MAIL, ConfigurationSetName: 'shop-Set' })).toHaveProperty('MessageId');
  expect(await call('ses', 'SendRawEmail', { ...MAIL, Source: 'ceo@shop.example' })).toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(await call('ses', 'GetSendQuota', {})).toMatchObject({ name: 'AccessDeniedException' });
});

test('the right to an identity is none to a configuration set', async () => {
  const { call } = await start(allow('ses:SendRawEmail', identityArn));
  expect(await call('ses', 'SendRawEmail', MAIL)).toHaveProperty('MessageId');
  expect(await call('ses', 'SendRawEmail', { ...MAIL, ConfigurationSetName: 'shop-Set' })).toMatchObject({
    message: expect.stringContaining(`on resource: ${setArn}`),
  });
});

test('a secret is read by whoever was granted it, under its own ARN', async () => {
  const granted = await start(allow('secretsmanager:GetSecretValue', { Ref: 'Secret' }));
  const SecretId = granted.deployment.secrets[0]?.arn;
  const output = await granted.call('secrets', 'GetSecretValue', { SecretId });
  expect(output).toMatchObject({ ARN: SecretId, SecretString: 'hidden', VersionStages: ['AWSCURRENT'] });
  expect(await granted.call('secrets', 'DescribeSecret', { SecretId })).toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(await granted.call('secrets', 'GetSecretValue', { SecretId: 'none' })).toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('the suppression list is for whoever may list it', async () => {
  const { call } = await start(allow('ses:ListSuppressedDestinations', '*'));
  expect(await call('v2', 'ListSuppressedDestinations', {})).toEqual({ SuppressedDestinationSummaries: [] });
  expect(await call('v2', 'GetAccount', {})).toMatchObject({ name: 'AccessDeniedException' });
});
