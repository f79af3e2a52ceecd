import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMeasurePoints } from '../../../lambdas/insight/measure-points.ts';
import type { ProcessedEvents } from '../../../lambdas/kernel/processed-event.ts';

function measuring() {
  const claimed = new Set<string>();
  const metrics: [metric: string, points: number][] = [];
  const processed: ProcessedEvents = {
    async claim(memberId, eventId) {
      const name = JSON.stringify([memberId, eventId]);
      const isFirst = !claimed.has(name);
      claimed.add(name);
      return isFirst;
    },
  };
  const measurePoints = createMeasurePoints(processed, (metric, points) => metrics.push([metric, points]));
  return { claimed, metrics, measurePoints };
}

const event = (n: number, points: unknown = n) => ({
  version: 1,
  id: `m-1/EARN#o-${n}`,
  occurredAt: '2026-02-03T04:00:00.000Z',
  data: { memberId: 'm-1', points },
});

test('however often an event comes, its points are counted once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 5 })), async (numbers) => {
      const { metrics, measurePoints } = measuring();
      await Promise.all(numbers.map((n) => measurePoints('PointsEarned', event(n))));
      const distinct = [...new Set(numbers)];
      expect(metrics.reduce((sum, [, points]) => sum + points, 0)).toBe(distinct.reduce((sum, n) => sum + n, 0));
      expect(metrics).toHaveLength(distinct.length);
    }),
  );
});

test('points are counted under the name of the event', async () => {
  const { metrics, measurePoints } = measuring();
  await measurePoints('PointsEarned', event(1));
  await measurePoints('PointsReleased', event(2));
  expect(metrics).toEqual([
    ['PointsEarned', 1],
    ['PointsReleased', 2],
  ]);
});

test.each([undefined, null, '7'])('an event whose points are %j is a fault, and is not claimed', async (points) => {
  const { claimed, metrics, measurePoints } = measuring();
  // As the default of a parameter stands in for undefined, the points are taken out by hand.
  const given = { ...event(1), data: { memberId: 'm-1', points } };
  await expect(measurePoints('PointsEarned', given)).rejects.toThrow('event m-1/EARN#o-1 has no points');
  expect([claimed.size, metrics]).toEqual([0, []]);
});

test('an event that can not be claimed is not counted, and comes again', async () => {
  const metrics: number[] = [];
  const processed = { claim: () => Promise.reject(new Error('no table')) };
  const measurePoints = createMeasurePoints(processed, (_, points) => metrics.push(points));
  await expect(measurePoints('PointsEarned', event(1))).rejects.toThrow('no table');
  expect(metrics).toEqual([]);
});
