/** Options that do not hold: told with the way to the help, exit code 2. */
export class UsageError extends Error {}

/** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong options. */
export async function runCommand(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const isUsage =
      error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsage) process.stderr.write(`See npm run ${name} -- --help\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
