import { programmeSurveys } from '../../../programmes/ready-surveys.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { programme } from '../../kernel/programme.ts';
import { createInvitationStore, createRemindMember, createSurveyStore } from '../../surveys/index.ts';
import { dueShardCount, reader, table } from './connect-books.ts';

const invitations = createInvitationStore(table, reader, dueShardCount);
const surveys = createSurveyStore(table, programmeSurveys(programme));

export const remindMember = createRemindMember({ invitations, surveys, clock }, programme.timeZone);
