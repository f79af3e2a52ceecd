import { expect, test } from 'vitest';
import { writeCsv } from '../../../lambdas/kernel/csv.ts';

test('a text that a spreadsheet would run as a formula is told apart, and numbers stay numbers', () => {
  const cells = ['=1+1', '+49', '-2', '@now', '\tx', 'plain', -2, 0.5, null, true];
  expect(writeCsv(['a'], [cells])).toBe("a\r\n'=1+1,'+49,'-2,'@now,'\tx,plain,-2,0.5,,true\r\n");
});

test('quotes, commas and line ends are quoted', () => {
  expect(writeCsv(['a,b'], [['say "hi"\nthere']])).toBe('"a,b"\r\n"say ""hi""\nthere"\r\n');
});
