import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { BusEntry } from '../../../lambdas/kernel/bus.ts';
import { CorruptItemError } from '../../../lambdas/kernel/table/codec.ts';
import { createPublishDomainEvents, type ReadDomainEvents } from '../../../lambdas/outbox/publish-domain-events.ts';

const readVisit: ReadDomainEvents = ({ SK, isTold }) =>
  isTold === false
    ? []
    : [
        {
          name: 'Visited',
          version: 1,
          id: `m-1/${SK}`,
          occurredAt: '2026-02-03T04:00:00.000Z',
          data: { memberId: 'm-1' },
        },
      ];
const readCorrupt: ReadDomainEvents = ({ SK }) => {
  throw new CorruptItemError(`item ${SK} does not hold`);
};
const readFaulty: ReadDomainEvents = () => {
  throw new TypeError('a fault of the reader');
};

/** A publisher over a bus that does not take some of the entries it is given. */
function publisher(refused: (index: number) => boolean = () => false) {
  const entries: BusEntry[] = [];
  const bus = {
    async put(given: readonly BusEntry[]) {
      entries.push(...given);
      return given.flatMap((_, index) => (refused(index) ? [index] : []));
    },
  };
  const park = vi.fn(async () => undefined);
  const readers = { Visit: readVisit, Corrupt: readCorrupt, Faulty: readFaulty };
  return { entries, park, publish: createPublishDomainEvents(bus, readers, park) };
}

const item = (n: number, changes: object = {}) => ({
  PK: 'MEMBER#m-1',
  SK: `VISIT#${n}`,
  entityType: 'Visit',
  ...changes,
});

test('each item is told once, in order, under the name of its event', async () => {
  const { entries, publish } = publisher();
  expect(await publish([item(0), item(1)])).toEqual([]);
  expect(entries).toEqual(
    [0, 1].map((n) => ({
      source: 'holdfast',
      name: 'Visited',
      detail: { version: 1, id: `m-1/VISIT#${n}`, occurredAt: '2026-02-03T04:00:00.000Z', data: { memberId: 'm-1' } },
    })),
  );
});

test('whichever items have something to tell and whichever the bus refuses, failures are positions of items', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('told', 'silent', 'unknown', 'refused')), async (fates) => {
      const told = fates.filter((fate) => fate === 'told' || fate === 'refused');
      const { publish } = publisher((index) => told[index] === 'refused');
      const items = fates.map((fate, n) =>
        item(n, { isTold: fate !== 'silent', entityType: fate === 'unknown' ? 'Letter' : 'Visit' }),
      );
      expect(await publish(items)).toEqual(fates.flatMap((fate, position) => (fate === 'refused' ? [position] : [])));
    }),
  );
});

test('an item that can not be read is parked, and does not hold up the others', async () => {
  const { entries, park, publish } = publisher((index) => index === 1);
  const corrupt = item(1, { entityType: 'Corrupt' });
  expect(await publish([item(0), corrupt, item(2)])).toEqual([2]);
  expect(entries.map(({ detail }) => detail['id'])).toEqual(['m-1/VISIT#0', 'm-1/VISIT#2']);
  expect(park).toHaveBeenCalledExactlyOnceWith(corrupt, new CorruptItemError('item VISIT#1 does not hold'));
});

test('if an item can not be parked the batch comes again, so that it is not lost', async () => {
  const { park, publish } = publisher();
  park.mockRejectedValue(new Error('no queue'));
  await expect(publish([item(0, { entityType: 'Corrupt' })])).rejects.toThrow('no queue');
});

test('a fault of a reader is not taken for a corrupt item', async () => {
  const { park, publish } = publisher();
  await expect(publish([item(0, { entityType: 'Faulty' })])).rejects.toThrow('a fault of the reader');
  expect(park).not.toHaveBeenCalled();
});

test('items without a type are passed over', async () => {
  const { entries, publish } = publisher();
  expect(await publish([{}, item(0, { entityType: undefined })])).toEqual([]);
  expect(entries).toEqual([]);
});
