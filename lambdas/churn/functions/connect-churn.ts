import { controlsOf, isLeftAlone } from '../../experiments/index.ts';
import { requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createWatching } from '../create-watching.ts';
import { createCreditWinBack } from '../credit-win-back.ts';
import { ladder, ports, settings } from './connect-members.ts';

const { lifecycle, outreach } = programme;
/** A programme that writes to nobody has no secret, and no ladder either. */
const salt = outreach === undefined ? '' : (await readSecret(requireEnv('SECRET_ARN')))('holdouts');
const controls = controlsOf(salt, outreach?.holdouts, lifecycle.winBack);
const groupOf = (memberId: string, day: string) =>
  isLeftAlone(memberId, day, 'win-back', controls) ? 'control' : 'treated';

export const watchMember = createWatching(ports.churn, { ...ports, groupOf }, settings);
export const creditOrder = createCreditWinBack(ports.churn, ladder);
