import { expect, test } from 'vitest';
import type { Shop } from '../shop.ts';

/** What the operator reads of all that was done. */
export function tryReports(shop: () => Shop): void {
  test('the reports tell of members and orders', async () => {
    const { status, body } = await shop().ask('GET', '/v1/reports/kpis?grain=year');
    expect(status).toBe(200);
    const orders = (body['kpis'] as { id: string; periods: { value: number }[] }[]).find(({ id }) => id === 'orders');
    expect(orders?.periods.at(-1)?.value).toBeGreaterThan(0);
    const cohorts = await shop().ask('GET', '/v1/reports/cohorts');
    expect(cohorts.body['cohorts']).toHaveLength(13);
  });

  test('the way of new members, who stands where and what winning back did are told by month', async () => {
    const read = async (report: string) => (await shop().ask('GET', `/v1/reports/${report}`)).body;
    expect((await read('funnel'))['cohorts']).toHaveLength(13);
    expect((await read('stages'))['now']).toHaveLength(7);
    expect((await read('win-back'))['cohorts']).toHaveLength(13);
  });

  test('what tiers do is told of those who just reached one, and of those just below, after a month', async () => {
    const { status, body } = await shop().ask('GET', '/v1/reports/tier-effect');
    expect(status).toBe(200);
    expect(body['tiers']).toMatchObject([
      { tier: 'member', groups: [{ group: 'above' }, { group: 'beyond' }, { group: 'below' }] },
      { tier: 'festival' },
      { tier: 'vip' },
    ]);
  });

  test('the liability is reconciled with the balances after all that was earned, spent, merged and taken back', async () => {
    const { status, body } = await shop().ask('GET', '/v1/reports/liability');
    expect(status).toBe(200);
    expect(body['reconciliation']).toMatchObject([
      { bucket: 'pending', difference: 0 },
      { bucket: 'active', lots: expect.any(Number), difference: 0 },
    ]);
    expect((body['total'] as { activePoints: number }).activePoints).toBeGreaterThan(0);
  });

  test('each night the liability is kept in the archive, as a table and as JSON lines', async () => {
    const { body } = await shop().ask('GET', '/_local/objects');
    const kept = (body['objects'] as { key: string }[]).map(({ key }) => key);
    expect(kept.filter((key) => key.endsWith('.csv')).length).toBeGreaterThan(0);
    const key = kept.findLast((each) => each.endsWith('.jsonl'));
    expect(key).toMatch(/^liability\/\d{4}-\d{2}-\d{2}\.jsonl$/);
    const response = await fetch(`${shop().system.url}/_local/objects?key=${key}`);
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: string });
    expect(lines.map(({ line }) => line)).toEqual(expect.arrayContaining(['total', 'balances', 'difference', 'owed']));
  });
}
