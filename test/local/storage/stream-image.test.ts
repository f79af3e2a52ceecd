import { expect, test } from 'vitest';
import { withEmptyMaps } from '../../../local/storage/stream-image.ts';

test('empty maps that an engine leaves out of its stream are put back, however deep; the rest stays as it is', () => {
  const image = {
    PK: { S: 'a' },
    none: { NULL: true },
    empty: {},
    list: { L: [] },
    nested: { M: { inner: {}, text: { S: '' }, lists: { L: [{}, { M: { last: {} } }] } } },
  };
  expect(withEmptyMaps(image)).toEqual({
    PK: { S: 'a' },
    none: { NULL: true },
    empty: { M: {} },
    list: { L: [] },
    nested: { M: { inner: { M: {} }, text: { S: '' }, lists: { L: [{ M: {} }, { M: { last: { M: {} } } }] } } },
  });
});
