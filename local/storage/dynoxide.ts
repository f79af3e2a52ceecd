import { existsSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { EngineClient } from './engine-client.ts';
import { EngineProcess, freePort } from './engine-process.ts';

export const DYNOXIDE_PACKAGE = '@dynoxide/linux-x64';

/**
 * The table of stream records has no index, though each write looks up the last record and each read the next ones:
 * without these two, writing slows down with every record kept (to a tenth after 20,000).
 */
const STREAM_INDEXES = [
  'CREATE INDEX IF NOT EXISTS stream_last ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
  'CREATE INDEX IF NOT EXISTS stream_next ON _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER))',
] as const;

/** Path of the dynoxide binary, if its package is installed. */
export function findDynoxide(): string | undefined {
  try {
    const packageFile = createRequire(import.meta.url).resolve(`${DYNOXIDE_PACKAGE}/package.json`);
    const binary = join(dirname(packageFile), 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** Starts dynoxide on a file: `dataFile`, or one in a temporary folder that goes when the engine stops. */
export async function startDynoxide(
  binary: string,
  dataFile: string | undefined,
  warn: (sentence: string) => void,
): Promise<Engine> {
  const temporaryFolder = dataFile === undefined ? mkdtempSync(join(tmpdir(), 'holdfast-engine-')) : undefined;
  const file = dataFile ?? join(temporaryFolder ?? tmpdir(), 'engine.db');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new EngineClient(endpoint);
  const engineProcess = new EngineProcess(binary, ['--port', String(port), '--db-path', file], temporaryFolder);
  await engineProcess.untilItAnswers(client);
  return {
    description: `dynoxide, on ${dataFile === undefined ? 'a temporary file' : dataFile}`,
    kind: 'dynoxide',
    endpoint,
    async call<T>(target: string, input: unknown): Promise<T> {
      const answer = await client.call<T>(target, input);
      if (target.endsWith('.DeleteTable')) deleteStreamRecords(file, (input as { TableName: string }).TableName);
      return answer;
    },
    async afterTablesCreated() {
      try {
        for (const statement of STREAM_INDEXES) runOnFile(file, statement);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        warn(`dynoxide will slow down as its stream grows, since its file could not be given indexes: ${reason}`);
      }
    },
    async stop() {
      client.close();
      await engineProcess.stop();
    },
  };
}

/** Dynoxide leaves a deleted table's records to the stream of the next table of that name. */
function deleteStreamRecords(file: string, tableName: string): void {
  runOnFile(file, 'DELETE FROM _stream_records WHERE table_name = ?', tableName);
}

function runOnFile(file: string, statement: string, ...values: readonly string[]): void {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.prepare(statement).run(...values);
  } finally {
    database.close();
  }
}
