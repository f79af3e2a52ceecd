import { createCareStore, createReadReturnDays, createTakeRecoveryStep, createWatchTicket } from '../../care/index.ts';
import { controlsOf, isLeftAlone } from '../../experiments/index.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createEarnAction } from '../../loyalty/index.ts';
import { createProfileStore } from '../../members/index.ts';
import { dueShardCount, ledger, reader, table } from './connect-books.ts';

const { care, outreach } = programme;
const store = createCareStore(table, reader, dueShardCount);
const earnAction = createEarnAction(ledger, programme, clock);
/** A programme that writes to nobody has no secret, and makes nothing good either. */
const salt = outreach === undefined ? '' : (await readSecret(requireEnv('SECRET_ARN')))('holdouts');
const controls = controlsOf(salt, outreach?.holdouts, care?.compensation);
const groupOf = (memberId: string, day: string) =>
  isLeftAlone(memberId, day, 'recovery', controls) ? 'control' : 'treated';

export const watchTicket = createWatchTicket({ store, groupOf, clock }, programme);

export const takeRecoveryStep = createTakeRecoveryStep(
  {
    store,
    readDays: createReadReturnDays(createProfileStore(table, reader)),
    async givePoints(memberId, ticketId, points, occurredAt) {
      const occasion = `ticket ${ticketId}`;
      const action = { memberId, action: 'Recovery', occasion, occurredAt, isBackfill: false, causeHash: occasion };
      await earnAction(action, { points, isGift: true });
    },
    clock,
  },
  programme,
);
