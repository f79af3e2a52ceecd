import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../../lambdas/kernel/paging.ts';

const text = fc.string({ minLength: 1 });

test('a cursor leads back to where it was written, for its owner and for nobody else', () => {
  fc.assert(
    fc.property(text, text, fc.array(text, { minLength: 1, maxLength: 3 }), (owner, other, position) => {
      const cursor = writeCursor(owner, position);
      expect(readCursor(cursor, owner, position.length)).toEqual(position);
      if (other !== owner) expect(readCursor(cursor, other, position.length)).toBeUndefined();
      expect(readCursor(cursor, owner, position.length + 1)).toBeUndefined();
    }),
  );
});

test('whatever is no cursor is none, and no fault', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readCursor(text, 'm-1', 2)).toBeUndefined();
      expect(readCursor(Buffer.from(text).toString('base64url'), 'm-1', 2)).toBeUndefined();
    }),
  );
});

test('a cursor with an empty part is none: no item has such a key', () => {
  expect(readCursor(writeCursor('m-1', ['', 'entry']), 'm-1', 2)).toBeUndefined();
});
