import { ConfigError } from '../lib/config.ts';
import { createHoldfast } from '../lib/holdfast.ts';

try {
  createHoldfast().synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // Whoever wrote the settings needs the sentence, not where in the code it was said.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
