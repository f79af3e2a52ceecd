import { join } from 'node:path';
import { synthesize } from '../../local/synthesize.ts';
import { PROJECT_FOLDER } from '../../local/system.ts';

/** Before the tests that run the system: its templates are made once, not by each file at the same time. */
export default async function setup(): Promise<void> {
  await synthesize({ projectFolder: PROJECT_FOLDER, outFolder: join(PROJECT_FOLDER, 'cdk.out.local'), stage: 'local' });
}
