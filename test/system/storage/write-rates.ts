import { collect, StorageRig } from './storage-rig.ts';

const WRITERS = 16;
/** Stream records over which one rate is taken. */
const RECORDS_MEASURED = 1_000;

/**
 * Writes two-item transactions until the stream holds the last of `recordCounts`, while a subscriber reads it, and
 * gives the rate (transactions a second) over the thousand records up to each count.
 */
export async function measureWriteRates(
  recordCounts: readonly number[],
): Promise<{ engine: string; rates: readonly number[] }> {
  const rig = await StorageRig.start();
  try {
    const source = rig.source();
    const records = collect(source);
    await source.start();
    const rates: number[] = [];
    let written = 0;
    const writeUpTo = async (count: number): Promise<void> => {
      const writer = async (): Promise<void> => {
        while (written < count) {
          const id = written;
          written += 2;
          await writePair(rig, id);
          source.notifyWrite();
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, writer));
    };
    for (const count of recordCounts) {
      await writeUpTo(count - RECORDS_MEASURED);
      const startMs = performance.now();
      await writeUpTo(count);
      rates.push(Math.round(RECORDS_MEASURED / 2 / ((performance.now() - startMs) / 1000)));
    }
    await rig.work.quiet();
    if (records.length !== written)
      throw new Error(`${written} items were written, but ${records.length} records read`);
    return { engine: rig.engine.kind, rates };
  } finally {
    await rig.stop();
  }
}

async function writePair(rig: StorageRig, id: number): Promise<void> {
  const put = (sk: string) => ({
    Put: {
      TableName: rig.table.tableName,
      Item: {
        PK: { S: `MEMBER#${id}` },
        SK: { S: sk },
        duePK: { S: 'DUE#0' },
        dueSK: { S: `2026-01-01T00:00:00Z#release#${id}` },
        points: { N: String(id) },
      },
    },
  });
  await rig.engine.call('DynamoDB_20120810.TransactWriteItems', { TransactItems: [put('ENTRY#1'), put('POINTS')] });
}
