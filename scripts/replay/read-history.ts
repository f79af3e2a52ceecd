import { HistoryError, type OrderHistory } from './history.ts';
import { isCdnow, readCdnow } from './read-cdnow.ts';
import { isOnlineRetail, readOnlineRetail } from './read-online-retail.ts';
import { readBlankRows, readCsvRows } from './read-rows.ts';

/** Reads an order history; its first row tells which format it is. @param limit rows to read @throws HistoryError */
export async function readHistory(file: string, limit?: number): Promise<OrderHistory> {
  try {
    if (isOnlineRetail(await firstOf(readCsvRows(file)))) return await readOnlineRetail(readCsvRows(file), limit);
    if (isCdnow(await firstOf(readBlankRows(file)))) return await readCdnow(readBlankRows(file), limit);
  } catch (error) {
    throw error instanceof HistoryError ? new HistoryError(`${file}: ${error.message}`) : error;
  }
  throw new HistoryError(`${file} is neither UCI Online Retail (CSV with a header) nor CDNOW (4 or 5 columns)`);
}

async function firstOf(rows: AsyncGenerator<readonly string[]>): Promise<readonly string[]> {
  for await (const row of rows) return row;
  return [];
}
