/** Sending as its functions wire it; the stores, the provider and the clock are the measurement's. */
import { decideCandidates, keyOf } from '../../lambdas/outreach/candidate.ts';
import type { SendingChannel } from '../../lambdas/outreach/channel.ts';
import { createClaimMessage, createReleaseClaim } from '../../lambdas/outreach/claim-message.ts';
import { createGatherCandidates } from '../../lambdas/outreach/gather-candidates.ts';
import { createMergeOutreach } from '../../lambdas/outreach/merge-outreach.ts';
import type { MessageStore } from '../../lambdas/outreach/message-store.ts';
import type { OutreachStore } from '../../lambdas/outreach/outreach-store.ts';
import type { PaceStore } from '../../lambdas/outreach/pace-store.ts';
import { createReadRecipient } from '../../lambdas/outreach/read-recipient.ts';
import { createSendMessages } from '../../lambdas/outreach/send-messages.ts';
import type { QueueSends } from '../../lambdas/outreach/send-task.ts';
import { createSettleAnswer } from '../../lambdas/outreach/settle-answer.ts';
import { createSettleVerdict } from '../../lambdas/outreach/settle-verdict.ts';
import { createTakeGrants } from '../../lambdas/outreach/take-grant.ts';
import type { ChannelWatch } from '../../lambdas/outreach/watch-channels.ts';
import { catalogueOf, factsOf, SETTINGS } from './gift-shop.ts';

export interface SenderParts {
  readonly outreach: Pick<OutreachStore, 'outreach' | 'replace' | 'close'>;
  readonly messages: Pick<MessageStore, 'message' | 'keep'>;
  readonly pace: PaceStore;
  readonly watch: ChannelWatch;
  readonly channel: SendingChannel;
  readonly queue: QueueSends;
  readonly clock: () => Date;
}

export function createSender({ outreach, messages, pace, watch, channel, queue, clock }: SenderParts) {
  const { states, report } = watch;
  const channels = { email: channel, sms: channel, webhook: channel };
  const catalogue = catalogueOf(clock);
  const readRecipient = createReadRecipient({
    outreach,
    suppressions: { suppression: async () => undefined },
    facts: async (memberId) => ({ facts: factsOf(memberId, 'zh-CN') }),
  });
  const takeGrants = createTakeGrants(pace, channels, clock);
  const mergeOutreach = createMergeOutreach(outreach);
  const settleVerdict = createSettleVerdict({ messages, queue, clock });
  const send = createSendMessages(
    {
      gather: createGatherCandidates({
        messages,
        catalogue,
        readRecipient,
        isAnswered: async () => false,
        mergeOutreach,
        queue,
        clock,
      }),
      claim: createClaimMessage({ outreach, readRecipient, clock }, async (candidate, recipient) => {
        const verdicts = decideCandidates([candidate], recipient, await states(), SETTINGS, clock());
        return verdicts.get(keyOf(candidate)) ?? { kind: 'SUPPRESS', rule: 'EXPIRED' };
      }),
      settleVerdict,
      settleAnswer: createSettleAnswer({
        ...{ messages, settleVerdict, queue, clock },
        releaseClaim: createReleaseClaim({ outreach }),
        random: Math.random,
      }),
      ...{ messages, channels, states, takeGrants, report, queue, clock },
      sleep: async () => {
        throw new Error('whoever is met at its time has nothing to wait for');
      },
    },
    SETTINGS,
  );
  return { send, readRecipient, catalogue, takeGrants };
}
