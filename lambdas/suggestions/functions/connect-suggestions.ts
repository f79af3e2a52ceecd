import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { followMember } from '../../kernel/follow-member.ts';
import { logger } from '../../kernel/log.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createProfileStore } from '../../members/index.ts';
import { createFindHolders } from '../find-holders.ts';
import { createSuggestionStore } from '../suggestion-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
export const apiKeys = createApiKeys(table);
const reader = createItemReader(table);
export const store = createSuggestionStore(table, reader, systemClock);
const profiles = createProfileStore(table, reader);
export const findHolders = createFindHolders(
  (memberId) => followMember(profiles.profile, memberId),
  (memberId) => logger.error('a listener was merged more often than is followed, and is not told', { memberId }),
);
