import { synthesizeProgramme } from '../../local/programme.ts';

/** Before the tests that run the system: its templates are made once, not by each file at the same time. */
export default async function setup(): Promise<void> {
  await synthesizeProgramme(undefined);
}
