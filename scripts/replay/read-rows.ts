import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

const GZIP_MAGIC = 0x1f8b;

/** The rows of a CSV file, also one packed by gzip, as texts. */
export async function* readCsvRows(file: string): AsyncGenerator<readonly string[]> {
  const text = await openText(file);
  const parser = text.pipe(parse({ relax_column_count: true, skip_empty_lines: true, bom: true }));
  // An error of what is piped in ends the rows with it.
  text.on('error', (error) => parser.destroy(error));
  for await (const row of parser) yield row as string[];
}

/** The rows of a file with blanks between its columns. */
export async function* readBlankRows(file: string): AsyncGenerator<readonly string[]> {
  for await (const line of createInterface({ input: await openText(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const cells = line.split(/\s+/).filter((cell) => cell !== '');
    if (cells.length > 0) yield cells;
  }
}

/** A file as text, unpacked where its first two bytes say that it is gzip. */
async function openText(file: string): Promise<Readable> {
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new Error(`can not read ${file}: ${error.message}`);
  });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const stream = createReadStream(file);
  if (bytesRead < 2 || buffer.readUInt16BE(0) !== GZIP_MAGIC) return stream;
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}
