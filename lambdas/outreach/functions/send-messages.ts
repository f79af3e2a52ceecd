import { setTimeout as sleep } from 'node:timers/promises';
import { queueFunction } from '../../kernel/batch.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { decideCandidates, keyOf } from '../candidate.ts';
import { createChannelStore } from '../channel-store.ts';
import { createClaimMessage, createReleaseClaim } from '../claim-message.ts';
import { createGatherCandidates } from '../gather-candidates.ts';
import { createMergeOutreach } from '../merge-outreach.ts';
import { createPaceStore } from '../pace-store.ts';
import { createSendMessages } from '../send-messages.ts';
import { sendGroup } from '../send-task.ts';
import { createQueueSends } from '../sends-queue.ts';
import { createSettleAnswer } from '../settle-answer.ts';
import { createSettleVerdict } from '../settle-verdict.ts';
import { createTakeGrants } from '../take-grant.ts';
import { createWatchChannels } from '../watch-channels.ts';
import { connectChannels } from './connect-channels.ts';
import { catalogue, connectRecipients, isAnswered, messages, outreach, table } from './connect-outreach.ts';
import { tellStopped } from './connect-stops.ts';

const { deriveKey, readRecipient, settings } = await connectRecipients();
const channels = connectChannels(deriveKey);
const queue = createQueueSends(requireEnv('SENDS_QUEUE_URL'), clock);
const { states, report } = createWatchChannels(createChannelStore(table), clock, tellStopped);
const settleVerdict = createSettleVerdict({ messages, queue, clock });
const mergeOutreach = createMergeOutreach(outreach);
const releaseClaim = createReleaseClaim({ outreach });
const sendMessages = createSendMessages(
  {
    gather: createGatherCandidates({ messages, catalogue, readRecipient, isAnswered, mergeOutreach, queue, clock }),
    claim: createClaimMessage({ outreach, readRecipient, clock }, async (candidate, recipient) => {
      const verdicts = decideCandidates([candidate], recipient, await states(), settings, clock());
      return verdicts.get(keyOf(candidate)) ?? { kind: 'SUPPRESS', rule: 'EXPIRED' };
    }),
    settleVerdict,
    settleAnswer: createSettleAnswer({ messages, settleVerdict, releaseClaim, queue, clock, random: Math.random }),
    takeGrants: createTakeGrants(createPaceStore(table), channels, clock),
    ...{ messages, channels, states, report, queue, clock },
    sleep: async (ms) => {
      await sleep(ms);
    },
  },
  settings,
);

export const handler = queueFunction(sendGroup, sendMessages);
