import file from '#programme' with { type: 'json' };
import { type Programme, parseProgramme } from '../../programmes/programme.ts';

/** The programme that this deployment carries. */
export const programme: Programme = parseProgramme(file);
