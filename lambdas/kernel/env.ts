/** A variable of the function's environment. Missing is a fault of the deployment, found when the function starts. */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** A variable that is a whole number above zero. */
export function requireCountEnv(name: string): number {
  const text = requireEnv(name);
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Error(`environment variable ${name} must be a whole number above zero, but is "${text}"`);
  }
  return count;
}
