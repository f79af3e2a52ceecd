import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { readStageEvents } from '../../churn/index.ts';
import { streamFunction } from '../../kernel/batch.ts';
import { createBus } from '../../kernel/bus.ts';
import { requireEnv } from '../../kernel/env.ts';
import { readNoticeEvent } from '../../kernel/notice-item.ts';
import { readEntryEvents } from '../../loyalty/index.ts';
import { readProfileEvent } from '../../members/index.ts';
import { readConsentEvent } from '../../outreach/index.ts';
import { createParkItem } from '../parking-queue.ts';
import { createPublishDomainEvents } from '../publish-domain-events.ts';

const publish = createPublishDomainEvents(
  createBus(requireEnv('BUS_NAME')),
  {
    Consent: (item) => [readConsentEvent(item)],
    LedgerEntry: readEntryEvents,
    Notice: (item) => [readNoticeEvent(item)],
    Profile: (item) => [readProfileEvent(item)],
    StageChange: readStageEvents,
  },
  createParkItem(requireEnv('PARKING_QUEUE_URL')),
);

export const handler = streamFunction((records) =>
  publish(records.map(({ dynamodb }) => unmarshall((dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>))),
);
