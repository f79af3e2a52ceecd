import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { SecretSpec } from '../deployment.ts';
import { type Resources, withoutMeaning } from './resources.ts';

const PASSWORD_LENGTH_DEFAULT = 32;
const PASSWORD_LENGTH_MAX = 4096;

const generation = z.strictObject({
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  PasswordLength: z.int().min(1).max(PASSWORD_LENGTH_MAX).default(PASSWORD_LENGTH_DEFAULT),
  GenerateStringKey: z.string().optional(),
  SecretStringTemplate: z.string().optional(),
});

type Generation = z.infer<typeof generation>;

const secretProperties = z.strictObject({
  Name: z.string().optional(),
  Description: withoutMeaning,
  KmsKeyId: withoutMeaning,
  SecretString: z.string().optional(),
  GenerateSecretString: generation.optional(),
});

export function readSecrets(resources: Resources): SecretSpec[] {
  return resources.all('AWS::SecretsManager::Secret', secretProperties).flatMap(({ spec, name, properties }) =>
    resources.collect(spec.path, () => {
      const { SecretString, GenerateSecretString = generation.parse({}) } = properties;
      const arn = resources.arnOf('AWS::SecretsManager::Secret', name);
      return { ...spec, name, arn, value: SecretString ?? generateSecret(GenerateSecretString, arn) };
    }),
  );
}

/** The same for the same secret, so that links signed before a restart are good after it. It guards this machine only. */
function generateSecret(settings: Generation, seed: string): string {
  const password = generatePassword(settings, seed);
  const { GenerateStringKey: key, SecretStringTemplate: template } = settings;
  if (key === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(template ?? '{}') as Record<string, unknown>), [key]: password });
}

function generatePassword(settings: Generation, seed: string): string {
  const classes = [
    settings.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    settings.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    settings.ExcludeNumbers ? '' : '0123456789',
    settings.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    settings.IncludeSpace ? ' ' : '',
  ]
    .map((chars) => [...chars].filter((char) => !settings.ExcludeCharacters.includes(char)))
    .filter((chars) => chars.length > 0);
  if (classes.length === 0) throw new Error('GenerateSecretString excludes every character');
  const every = classes.flat();
  const pick = (chars: readonly string[], index: number) => {
    const digest = createHash('sha256').update(`${seed} ${index}`).digest();
    return chars[digest.readUInt32BE() % chars.length] ?? '';
  };
  // One of each kind first, where that is asked for; the order is no secret's strength here.
  return Array.from({ length: settings.PasswordLength }, (_, index) =>
    pick((settings.RequireEachIncludedType ? classes[index] : undefined) ?? every, index),
  ).join('');
}
