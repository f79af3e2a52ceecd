import type { ReplayTarget } from './drive-target.ts';

/** What the system's books say after a replay, read by its API. */
export interface Books {
  readonly orders: number;
  readonly returns: number;
  /** In minor units, less what came back. */
  readonly revenue: number;
  readonly pointsEarned: number;
  readonly pointsReversed: number;
  readonly pointsActive: number;
  readonly pointsPending: number;
  /** Members by stage at the end, and moves from one to another on the way. */
  readonly stages: Readonly<Record<string, number>>;
  readonly stageMoves: number;
}

const CONNECTIONS = 8;
const MONTHS_A_REPORT = 60;

interface ReportedKpi {
  readonly id: string;
  readonly periods: readonly { readonly value: number | null }[];
}

interface StageReport {
  readonly now: readonly { readonly stage: string; readonly members: number }[];
  readonly periods: readonly { readonly moves: readonly { readonly entered: number }[] }[];
}

/** Totals over the days of the history (programme-zone dates), and the balances of its members. */
export async function readBooks(
  target: ReplayTarget,
  from: string,
  to: string,
  memberIds: readonly string[],
): Promise<Books> {
  const { status, body } = await target.get(`/v1/reports/kpis?grain=month&from=${from}&to=${to}`);
  if (status !== 200) throw new Error(`the report of at most ${MONTHS_A_REPORT} months answers ${status}`);
  const kpis = body['kpis'] as readonly ReportedKpi[];
  const total = (id: string) =>
    (kpis.find((kpi) => kpi.id === id)?.periods ?? []).reduce((sum, { value }) => sum + (value ?? 0), 0);
  const [balances, stages] = [await readBalances(target, memberIds), await readStages(target, from, to)];
  return {
    orders: total('orders'),
    returns: total('returns'),
    revenue: total('revenue'),
    pointsEarned: total('points-earned'),
    pointsReversed: total('points-reversed'),
    ...balances,
    ...stages,
  };
}

async function readStages(target: ReplayTarget, from: string, to: string) {
  const { status, body } = await target.get(`/v1/reports/stages?grain=month&from=${from}&to=${to}`);
  if (status !== 200) throw new Error(`the report of stages answers ${status}`);
  const { now, periods } = body as unknown as StageReport;
  return {
    stages: Object.fromEntries(now.map(({ stage, members }) => [stage, members])),
    stageMoves: periods.flatMap(({ moves }) => moves).reduce((sum, { entered }) => sum + entered, 0),
  };
}

async function readBalances(target: ReplayTarget, memberIds: readonly string[]) {
  const sums = { pointsActive: 0, pointsPending: 0 };
  const next = memberIds.values();
  const read = async () => {
    for (const memberId of next) {
      const { status, body } = await target.get(`/v1/members/${encodeURIComponent(memberId)}/points`);
      if (status === 404) continue;
      if (status !== 200) throw new Error(`the points of member ${memberId} answer ${status}`);
      sums.pointsActive += Number(body['active']);
      sums.pointsPending += Number(body['pending']);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, read));
  return sums;
}
