import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createProfileStore } from '../../members/index.ts';
import { createFindHolder } from '../find-holder.ts';
import { createSuggestionStore } from '../suggestion-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
export const apiKeys = createApiKeys(table);
const reader = createItemReader(table);
export const store = createSuggestionStore(table, reader, systemClock);
const profiles = createProfileStore(table, reader);
export const findHolder = createFindHolder((memberId) => profiles.profile(memberId));
