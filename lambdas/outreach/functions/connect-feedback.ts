import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { readSecret } from '../../kernel/secret.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createHashAddress } from '../address-hash.ts';
import { createMessageStore } from '../message-store.ts';
import { createSuppressionStore } from '../suppression-store.ts';

/** What functions need that hear of messages which were sent. */
export async function connectFeedback() {
  const table = connectTable(requireEnv('TABLE_NAME'));
  const reader = createItemReader(table);
  const deriveKey = await readSecret(requireEnv('SECRET_ARN'));
  return {
    table,
    messages: createMessageStore(table, reader, requireCountEnv('DUE_SHARD_COUNT')),
    suppressions: createSuppressionStore(table, reader, createHashAddress(deriveKey('addresses'))),
  };
}
