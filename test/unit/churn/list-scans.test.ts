import { expect, test } from 'vitest';
import { createListScans } from '../../../lambdas/churn/list-scans.ts';
import { SCAN_FIGURES, type ScanReport } from '../../../lambdas/churn/scan-report.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { noonOf } from './watching.ts';

const TODAY = '2026-06-01';
const NONE = Object.fromEntries(SCAN_FIGURES.map((figure) => [figure, 0])) as Omit<ScanReport, 'day'>;

function listRig() {
  const asked: string[] = [];
  const reports = {
    async reports(from: string, to: string) {
      asked.push(`${from} ${to}`);
      const shards: readonly [string, Partial<ScanReport>][] = [
        [from, { due: 2, moved: 1 }],
        [to, { due: 3, readUnits: 1.5 }],
        [from, { due: 5, failed: 1 }],
      ];
      return shards.map(([day, figures]) => ({ ...NONE, ...figures, day }));
    },
  };
  return { asked, list: createListScans(reports, () => new Date(noonOf(TODAY)), 'Asia/Shanghai') };
}

test('the scans of the last thirty days are told unless others are asked for, the shards of a day as one, latest first', async () => {
  const { asked, list } = listRig();
  const first = addDays(TODAY, -29);
  expect(await list({})).toEqual({
    ok: true,
    value: {
      ...{ from: first, to: TODAY },
      scans: [
        { ...NONE, day: TODAY, due: 3, readUnits: 1.5 },
        { ...NONE, day: first, due: 7, moved: 1, failed: 1 },
      ],
    },
  });
  await list({ from: '2026-05-01' });
  await list({ to: '2026-05-01' });
  expect(asked.slice(1)).toEqual(['2026-05-01 2026-06-01', '2026-04-02 2026-05-01']);
});

test.each([
  [{ from: '2026-06-02' }, '2026-06-02 to 2026-06-01'],
  [{ from: '2026-05-02', to: '2026-05-01' }, '2026-05-02 to 2026-05-01'],
  [{ from: addDays(TODAY, -400) }, `${addDays(TODAY, -400)} to ${TODAY}`],
])('the range %j is refused, with what is expected', async (range, given) => {
  const { asked, list } = listRig();
  expect(await list(range)).toMatchObject({ ok: false, refusal: { code: 'RANGE_INVALID', given } });
  expect(asked).toEqual([]);
});

test('a range of 400 days is told', async () => {
  expect((await listRig().list({ from: addDays(TODAY, -399) })).ok).toBe(true);
});
