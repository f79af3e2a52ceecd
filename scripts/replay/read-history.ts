import { CsvError } from 'csv-parse';
import { HistoryError, type OrderHistory } from './history.ts';
import { isCdnow, readCdnow } from './read-cdnow.ts';
import { isOnlineRetail, readOnlineRetail } from './read-online-retail.ts';
import { readBlankRows, readCsvRows } from './read-rows.ts';

/** Reads an order history; its first row tells which format it is. @param limit rows to read @throws HistoryError */
export async function readHistory(file: string, limit?: number): Promise<OrderHistory> {
  try {
    if (isOnlineRetail(await firstOf(readCsvRows(file)).catch(noRow)))
      return await readOnlineRetail(readCsvRows(file), limit);
    if (isCdnow(await firstOf(readBlankRows(file)))) return await readCdnow(readBlankRows(file), limit);
  } catch (error) {
    throw error instanceof HistoryError || error instanceof CsvError
      ? new HistoryError(`${file}: ${error.message}`)
      : error;
  }
  throw new HistoryError(`${file} is neither UCI Online Retail (CSV with a header) nor CDNOW (4 or 5 columns)`);
}

/** A file that is no CSV may be of another format. */
function noRow(error: unknown): readonly string[] {
  if (error instanceof CsvError) return [];
  throw error;
}

async function firstOf(rows: AsyncGenerator<readonly string[]>): Promise<readonly string[]> {
  for await (const row of rows) return row;
  return [];
}
