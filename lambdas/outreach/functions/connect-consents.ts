import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createChangeConsent } from '../change-consent.ts';
import { createOutreachStore } from '../outreach-store.ts';

if (programme.outreach === undefined) throw new Error('the programme writes to nobody');
export const outreachProgramme = programme.outreach;
export const table = connectTable(requireEnv('TABLE_NAME'));
export const reader = createItemReader(table);
export const outreach = createOutreachStore(table, reader);
export const changeConsent = createChangeConsent(outreach, outreachProgramme, systemClock);
