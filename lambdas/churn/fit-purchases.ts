import { dayOf, daysBetween } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FitRefusal } from './likelihood-fit.ts';
import type { ModelStore } from './model-store.ts';
import { fitPurchases } from './purchase-fit.ts';
import type { PurchaseModel } from './purchase-model.ts';
import { fitSpend } from './spend-fit.ts';

/** So many members who bought on so many days, the first and the last of them programme-zone dates. */
export interface CountedPurchases {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly purchaseDays: number;
  readonly members: number;
}

/** So many members whose so many orders were worth so much on average, in minor units. */
export interface CountedSpend {
  readonly orders: number;
  readonly meanMinor: number;
  readonly members: number;
}

export interface FitPorts {
  readonly models: ModelStore;
  readonly readPurchases: () => Promise<readonly CountedPurchases[]>;
  readonly readSpend: () => Promise<readonly CountedSpend[]>;
  readonly clock: Clock;
}

/** What became of a fit. A model that could not be found leaves the one before in force. */
export type FitOutcome =
  | { readonly kind: 'FITTED'; readonly model: PurchaseModel; readonly spendRefused?: FitRefusal | undefined }
  | { readonly kind: 'FITTED_BEFORE'; readonly version: number }
  | { readonly kind: 'REFUSED'; readonly refusal: FitRefusal };

const DAYS_PER_WEEK = 7;

/** Fits the model to all members' purchases up to now, once a day; kept as a new version. */
export const createFitPurchases =
  ({ models, readPurchases, readSpend, clock }: FitPorts, timeZone: string) =>
  async (): Promise<FitOutcome> => {
    const day = dayOf(clock().getTime(), timeZone);
    const before = await models.newest();
    if (before?.day === day) return { kind: 'FITTED_BEFORE', version: before.version };
    const rows = (await readPurchases()).flatMap((counted) => historyUntil(counted, day));
    const fitted = fitPurchases(rows, { weekLength: DAYS_PER_WEEK });
    if (!fitted.ok) return { kind: 'REFUSED', refusal: fitted.refusal };
    const spend = fitSpend(
      (await readSpend()).map(({ orders, meanMinor, members }) => ({
        transactions: orders,
        meanValue: meanMinor,
        weight: members,
      })),
    );
    const { parameters, logLikelihood, members, rows: rowCount, likelihoodLoss } = fitted.value;
    const model: PurchaseModel = {
      version: (before?.version ?? 0) + 1,
      day,
      purchases: parameters,
      spend: spend.ok ? spend.value.parameters : before?.spend,
      logLikelihood,
      members,
      rows: rowCount,
      likelihoodLoss,
    };
    const kept = await models.keep(model);
    if (kept === 'EXISTS') return { kind: 'FITTED_BEFORE', version: model.version };
    return { kind: 'FITTED', model, ...(spend.ok ? {} : { spendRefused: spend.refusal }) };
  };

/** An order may be dated an hour ahead. */
function historyUntil({ firstDay, lastDay, purchaseDays, members }: CountedPurchases, until: string) {
  if (firstDay > until || members <= 0) return [];
  const last = lastDay > until ? until : lastDay;
  return [
    {
      frequency: purchaseDays - 1,
      recency: daysBetween(firstDay, last),
      age: daysBetween(firstDay, until),
      weight: members,
    },
  ];
}
