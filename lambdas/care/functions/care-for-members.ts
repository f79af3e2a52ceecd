import { controlsOf, isLeftAlone } from '../../experiments/index.ts';
import { eventFunction } from '../../kernel/batch.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { platformEvent } from '../../kernel/platform-event.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createApplyTicketEvent } from '../apply-ticket-event.ts';
import { createCareStore } from '../care-store.ts';
import { createWatchTicket } from '../watch-ticket.ts';

const { care, outreach } = programme;
const table = connectTable(requireEnv('TABLE_NAME'));
const store = createCareStore(table, createItemReader(table), requireCountEnv('DUE_SHARD_COUNT'));
/** A programme that writes to nobody has no secret, and makes nothing good either. */
const salt = outreach === undefined ? '' : (await readSecret(requireEnv('SECRET_ARN')))('holdouts');
const controls = controlsOf(salt, outreach?.holdouts, care?.compensation);
const groupOf = (memberId: string, day: string) =>
  isLeftAlone(memberId, day, 'recovery', controls) ? 'control' : 'treated';
const applyTicketEvent = createApplyTicketEvent({
  watchTicket: createWatchTicket({ store, groupOf, clock }, programme),
  recordRejection: createRecordRejection(table, clock),
  clock,
});

/** Events of one member in turn: side by side they would only meet on its tickets. */
export const handler = eventFunction(platformEvent, ({ detail }) => applyTicketEvent(detail), {
  turnOf: ({ detail }) => detail.userId ?? detail.messageId,
});
