import { programmeSurveys } from '../../../programmes/ready-surveys.ts';
import { askingTopics } from '../../../programmes/survey-link.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createInvitationStore } from '../invitation-store.ts';
import { createSurveyStore } from '../survey-store.ts';

export const table = connectTable(requireEnv('TABLE_NAME'));
export const reader = createItemReader(table);
export const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
export const clock = systemClock;
export const { timeZone } = programme;
export const ofProgramme = programmeSurveys(programme);
export const surveys = createSurveyStore(table, ofProgramme);
export const invitations = createInvitationStore(table, reader, dueShardCount);
/** What surveys can name. */
export const names = {
  topics: (programme.outreach?.topics ?? []).map(({ id }) => id),
  asking: askingTopics(programme.outreach),
  tiers: (programme.tiers?.levels ?? []).map(({ id }) => id),
  programme: ofProgramme,
};
