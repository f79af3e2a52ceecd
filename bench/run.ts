/** Runs one measurement: `node bench/run.ts <name>` runs bench/<name>.ts, which says what it measures and prints lines of JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const usage = `Usage: node bench/run.ts <name>\nMeasurements: ${names.join(', ')}`;
const [name, ...options] = process.argv.slice(2);

if ([name, ...options].some((each) => each === '--help' || each === '-h')) {
  console.log(usage);
} else if (name === undefined || !names.includes(name)) {
  console.error(name === undefined ? usage : `There is no measurement ${name}.\n${usage}`);
  process.exitCode = 2;
} else {
  await import(join(import.meta.dirname, `${name}.ts`));
}
