/**
 * The secrets that sign webhooks: that of a version, and the one before, so that a receiver can change over. Derived
 * from the deployment's secret, so there is nothing more to keep.
 * @param deriveKey 64 hexadecimal digits for a purpose
 */
export function webhookSecrets(deriveKey: (purpose: string) => string, version: number): readonly string[] {
  const secret = (number: number) => `whsec_${Buffer.from(deriveKey(`webhook ${number}`), 'hex').toString('base64')}`;
  return version > 1 ? [secret(version), secret(version - 1)] : [secret(version)];
}
