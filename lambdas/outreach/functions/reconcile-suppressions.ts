import { SESv2Client } from '@aws-sdk/client-sesv2';
import { systemClock as clock } from '../../kernel/clock.ts';
import { logger } from '../../kernel/log.ts';
import { createAccountListStore } from '../account-list-store.ts';
import { createReconcileSuppressions } from '../reconcile-suppressions.ts';
import { connectFeedback } from './connect-feedback.ts';

const { table, suppressions } = await connectFeedback();
const accountList = createAccountListStore(table, new SESv2Client());
const onPage = (addressCount: number, newCount: number) =>
  logger.info('a page of the suppression list was read', { addressCount, newCount });

export const handler = createReconcileSuppressions({ accountList, suppressions, clock, onPage });
