import { eventFunction } from '../../kernel/batch.ts';
import { domainEventDetail } from '../../kernel/domain-event.ts';
import { programme } from '../../kernel/programme.ts';
import { createEarnAction, createLedgerStore } from '../../loyalty/index.ts';
import { createInviteLeaver } from '../invite-leaver.ts';
import { createRewardAnswer } from '../reward-answer.ts';
import { readLeaving, readToldAnswer } from '../survey-event.ts';
import { readMember, tierOf } from './connect-audience.ts';
import { clock, dueShardCount, invitations, ofProgramme, reader, surveys, table, timeZone } from './connect-surveys.ts';

const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock });
const rewardAnswer = createRewardAnswer(createEarnAction(ledger, programme, clock));
const inviteLeaver = createInviteLeaver({ invitations, surveys, readMember, tierOf }, ofProgramme, timeZone);

export const handler = eventFunction(domainEventDetail, async ({ name, detail }) => {
  if (name === 'SurveyAnswered') await rewardAnswer(readToldAnswer(detail));
  if (name === 'WinBackAsked') await inviteLeaver(readLeaving(detail));
});
