import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readHistory } from '../../../scripts/replay/read-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
let fileCount = 0;

function fileOf(content: string | Buffer): string {
  fileCount += 1;
  const file = join(folder, `${fileCount}.txt`);
  writeFileSync(file, content);
  return file;
}
const retail = (...rows: readonly string[]) => fileOf([HEADER, ...rows].join('\n'));
const row = (
  invoice: string,
  code: string,
  quantity: number | string,
  price: string,
  customer = '17850',
  at = '2010-12-01 08:26:00',
) => `${invoice},${code},"A ""GIFT"", RED",${quantity},${at},${price},${customer},United Kingdom`;

test('rows of an invoice are an order at the earliest of their times, in UTC', async () => {
  const file = retail(
    row('1', 'A', 6, '2.55', '7', '2011-07-01 08:27:00'),
    row('1', 'B', 1, '3.39', '7', '2011-07-01 08:26:00'),
  );
  const { orders, currency, programme, counts } = await readHistory(file);
  expect(orders).toEqual([
    {
      orderId: '1',
      memberId: '7',
      // London is an hour ahead in summer.
      at: '2011-07-01T07:26:00.000Z',
      lines: [
        { productId: 'A', quantity: 6, priceMinor: 255 },
        { productId: 'B', quantity: 1, priceMinor: 339 },
      ],
    },
  ]);
  expect({ currency, programme, lines: counts.lines }).toEqual({
    currency: 'GBP',
    programme: 'uk-gift-shop',
    lines: 2,
  });
});

test('rows without a customer are counted and not sent; those without pieces or a price are dropped by the reason', async () => {
  const file = retail(
    row('1', 'A', 6, '2.55', ''),
    row('C1', 'A', -6, '2.55', ''),
    row('2', 'A', -3, '2.55'),
    row('3', 'A', 1, '0'),
    row('C4', 'A', -1, '0'),
    row('5', 'A', 1, '0.001'),
    row('6', 'A', 1, '0.005'),
  );
  const { orders, counts } = await readHistory(file);
  expect(counts).toEqual({
    lines: 7,
    anonymousLines: 2,
    dropped: { 'without pieces': 1, 'without a price': 1, 'returned without a price': 1 },
    unmatchedReturnPieces: 0,
  });
  expect(orders.map(({ orderId, lines }) => [orderId, lines[0]?.priceMinor])).toEqual([
    ['5', 0],
    ['6', 1],
  ]);
});

test('what came back is of the latest orders before it that still have pieces of the product', async () => {
  const file = retail(
    row('1', 'A', 5, '1.00', '7', '2011-01-01 10:00:00'),
    row('2', 'A', 3, '1.00', '7', '2011-01-02 10:00:00'),
    row('3', 'A', 9, '1.00', '8', '2011-01-02 10:00:00'),
    row('C4', 'A', -4, '1.00', '7', '2011-01-03 10:00:00'),
    row('5', 'A', 2, '1.00', '7', '2011-01-04 10:00:00'),
    row('C6', 'A', -9, '1.00', '7', '2011-01-05 10:00:00'),
  );
  const { returns, counts } = await readHistory(file);
  expect(returns.map(({ orderId, returnId, lines }) => [returnId, orderId, lines])).toEqual([
    ['C4', '2', [{ productId: 'A', quantity: 3 }]],
    ['C4', '1', [{ productId: 'A', quantity: 1 }]],
    ['C6', '5', [{ productId: 'A', quantity: 2 }]],
    ['C6', '1', [{ productId: 'A', quantity: 4 }]],
  ]);
  expect(counts.unmatchedReturnPieces).toBe(3);
});

test('what came back of one order on one day is one return, by its first invoice and at its last time', async () => {
  const file = retail(
    row('1', 'A', 5, '1.00'),
    row('C2', 'A', -1, '1.00', '17850', '2010-12-03 09:00:00'),
    row('C3', 'A', -2, '1.00', '17850', '2010-12-03 11:00:00'),
    row('C4', 'A', -1, '1.00', '17850', '2010-12-04 09:00:00'),
  );
  const { returns } = await readHistory(file);
  expect(returns.map(({ returnId, at, lines }) => [returnId, at, lines.map(({ quantity }) => quantity)])).toEqual([
    ['C2', '2010-12-03T11:00:00.000Z', [1, 2]],
    ['C4', '2010-12-04T09:00:00.000Z', [1]],
  ]);
});

test('both layouts of CDNOW are read, packed or not, with a minute between orders of a day', async () => {
  const master = fileOf(
    gzipSync(' customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00001 19970101  2   5.00\n'),
  );
  const { orders, programme } = await readHistory(master);
  expect(programme).toBe('cd-shop');
  expect(orders).toEqual([
    {
      orderId: '00001-19970101-1',
      memberId: '00001',
      at: '1997-01-01T17:00:00.000Z',
      lines: [{ productId: 'cds', quantity: 1, priceMinor: 1177 }],
    },
    {
      orderId: '00001-19970101-2',
      memberId: '00001',
      at: '1997-01-01T17:01:00.000Z',
      lines: [{ productId: 'cds', quantity: 1, priceMinor: 500 }],
    },
  ]);
  const sample = await readHistory(fileOf(' 00004 0001 19970802  2   29.33\n'));
  expect(sample.orders[0]).toMatchObject({
    memberId: '00004',
    at: '1997-08-02T16:00:00.000Z',
    lines: [{ priceMinor: 2933 }],
  });
});

test.each([
  [
    'a number that is none',
    retail(row('1', 'A', 1, '1.00'), row('2', 'A', 'six', '1.00')),
    'row 2: Quantity: expected a whole number, given "six"',
  ],
  ['a price that is none', retail(row('1', 'A', 1, 'cheap')), 'row 1: UnitPrice: expected an amount, given "cheap"'],
  [
    'a time that is none',
    retail(row('1', 'A', 1, '1.00', '7', 'noon')),
    'row 1: InvoiceDate: expected a time such as 2010-12-01 08:26:00, given "noon"',
  ],
  ['a row that ends early', retail('1,A,x'), 'row 1: expected 8 columns, given 3'],
  [
    'a date that is none',
    fileOf(' 00001 19970101 1 11.77\n 00001 yesterday 1 11.77\n'),
    'row 2: expected a date such as 19970101, given "yesterday"',
  ],
  ['another format', fileOf('a,b\n1,2\n'), 'is neither UCI Online Retail'],
])('%s is named with its row, what is expected and what is given', async (_, file, message) => {
  await expect(readHistory(file)).rejects.toThrow(message);
});

test('a file that is not there is named', async () => {
  await expect(readHistory(join(folder, 'nowhere.csv'))).rejects.toThrow('can not read');
});

test('a limit counts rows, those that are not sent too', async () => {
  const file = retail(row('1', 'A', 1, '1.00', ''), row('2', 'A', 1, '1.00'), row('3', 'A', 1, '1.00'));
  const { counts, orders } = await readHistory(file, 2);
  expect([counts.lines, orders.length]).toEqual([2, 1]);
});
