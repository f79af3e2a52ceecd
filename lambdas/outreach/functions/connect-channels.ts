import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import type { DeriveKey } from '../../kernel/secret.ts';
import { createWebhookSender } from '../../kernel/webhook-sender.ts';
import type { SendingChannels } from '../channel.ts';
import { createEmailChannel } from '../email-channel.ts';
import { createSmsChannel } from '../sms-channel.ts';
import { createWebhookChannel } from '../webhook-channel.ts';
import { webhookSecrets } from '../webhook-secret.ts';
import { outreachProgramme } from './connect-outreach.ts';

/** The three ways by which messages leave, at the rates of the programme. */
export function connectChannels(deriveKey: DeriveKey): SendingChannels {
  const { language, shop, rates } = outreachProgramme;
  return {
    email: createEmailChannel({
      from: requireEnv('SENDER'),
      senderName: shop[language],
      replyTo: process.env['REPLY_TO'],
      configurationSet: requireEnv('CONFIGURATION_SET'),
      ratePerSecond: rates.email,
    }),
    sms: createSmsChannel({
      senderId: process.env['SMS_SENDER_ID'],
      priceMax: process.env['SMS_PRICE_MAX'],
      ratePerSecond: rates.sms,
    }),
    webhook: createWebhookChannel(
      {
        url: process.env['WEBHOOK_URL'],
        secrets: webhookSecrets(deriveKey, requireCountEnv('WEBHOOK_SECRET_VERSION')),
        ratePerSecond: rates.webhook,
      },
      createWebhookSender({ now: systemClock }),
    ),
  };
}
