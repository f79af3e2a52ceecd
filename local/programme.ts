import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './synthesize.ts';

export const PROJECT_FOLDER = join(import.meta.dirname, '..');

const STAGE = 'local';

/** What of a programme the local run tells to whoever works with it. */
export interface ProgrammeFacts {
  /** Of its file in programmes/, without `.json`. */
  readonly file: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

type Stages = Readonly<Record<string, { readonly programme: string }>>;

/** The programme that is asked for, else that of the stage `local`. */
export function readProgrammeFacts(given: string | undefined): ProgrammeFacts {
  const file = given ?? readStages()[STAGE]?.programme ?? '';
  const { name, currency, timeZone } = readJson(join('programmes', `${file}.json`)) as Omit<ProgrammeFacts, 'file'>;
  return { file, name, currency, timeZone };
}

/** Synthesizes the stage `local` with a programme; the folder of the cloud assembly. */
export async function synthesizeProgramme(given: string | undefined): Promise<string> {
  const outFolder = join(PROJECT_FOLDER, given === undefined ? 'cdk.out.local' : `cdk.out.local-${given}`);
  const stages = readStages();
  const context = given === undefined ? {} : { stages: { ...stages, [STAGE]: { ...stages[STAGE], programme: given } } };
  await synthesize({ projectFolder: PROJECT_FOLDER, outFolder, stage: STAGE, context });
  return outFolder;
}

function readStages(): Stages {
  return (readJson('cdk.json') as { context: { stages: Stages } }).context.stages;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(PROJECT_FOLDER, file), 'utf8'));
}
