import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startTable, type TestTable } from '../../test/contract/engine.ts';

const MEMORY_FOLDER = '/dev/shm';
const MEMORY_BYTES_MIN = 8 * 2 ** 30;

export interface LargeTable extends TestTable {
  /** To be called when all is written, before the table is scanned. */
  sort(): void;
}

/**
 * A table for millions of items. Where there is room it is kept in memory: it is thrown away, and each batch would wait for
 * the disk. It goes with the process, too, however that ends.
 */
export async function startLargeTable(): Promise<LargeTable> {
  const folder = mkdtempSync(join(hasRoomInMemory() ? MEMORY_FOLDER : tmpdir(), 'holdfast-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const leave = () => process.exit(1);
  process.once('exit', remove).once('SIGINT', leave).once('SIGTERM', leave);
  const file = join(folder, 'engine.db');
  const table = await startTable(file);
  return {
    ...table,
    sort() {
      if (table.engine.kind === 'dynoxide') indexScans(file, table.name);
    },
    async stop() {
      await table.stop();
      remove();
      process.off('exit', remove).off('SIGINT', leave).off('SIGTERM', leave);
    },
  };
}

function hasRoomInMemory(): boolean {
  if (!existsSync(MEMORY_FOLDER)) return false;
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize >= MEMORY_BYTES_MIN;
}

/** Without it dynoxide sorts all that is left of the table for each page. */
function indexScans(file: string, tableName: string): void {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec(`CREATE INDEX scan_order ON "${tableName}" (hash_prefix, pk, sk)`);
  } finally {
    database.close();
  }
}
