import { systemClock as clock } from '../../kernel/clock.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { bodyText } from '../../kernel/http/body.ts';
import { logger } from '../../kernel/log.ts';
import { createFeedbackStore } from '../feedback-store.ts';
import { createFollowLink } from '../follow-link.ts';
import { changeConsent, table } from './connect-consents.ts';
import { answerLink, readAskedLink, readLinkSettings } from './connect-pages.ts';

const messages = createFeedbackStore(table);
const onLost = (error: unknown, memberId: string) =>
  logger.error('a click could not be kept', { error: error as Error, memberId });
const followLink = createFollowLink({ changeConsent, messages, clock, onLost }, await readLinkSettings());

export const handler = apiFunction([], async (request) => {
  const { kind, token, language } = readAskedLink(request);
  return answerLink(await followLink(kind, token, bodyText(request), language));
});
