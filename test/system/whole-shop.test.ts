import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';
import { tryAccess } from './whole-shop/access.ts';
import { tryCare } from './whole-shop/care.ts';
import { tryFeedback } from './whole-shop/feedback.ts';
import { tryLifecycle } from './whole-shop/lifecycle.ts';
import { tryLinks } from './whole-shop/links.ts';
import { tryMembers } from './whole-shop/members.ts';
import { tryOrders } from './whole-shop/orders.ts';
import { tryOutreach } from './whole-shop/outreach.ts';
import { tryRedemptions } from './whole-shop/redemptions.ts';
import { tryReports } from './whole-shop/reports.ts';
import { trySuggestions } from './whole-shop/suggestions.ts';
import { trySurveys } from './whole-shop/surveys.ts';

/** Rights that only a rare moment uses. */
const RESERVED_RIGHTS = [
  // A backlog of minutes: a sweep that continues itself.
  'holdfast-local-engine/SweepShard/Function sqs:SendMessage',
  // A shop of five hundred buyers, and rows that they left: the model is fitted to fewer by nobody.
  'holdfast-local-engine/FitPurchases/Function dynamodb:PutItem',
];

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

// On one system, one after the other: at the end it is asked which of its rights nothing used.
describe('orders', () => tryOrders(() => shop));
describe('redemptions', () => tryRedemptions(() => shop));
describe('members', () => tryMembers(() => shop));
describe('access', () => tryAccess(() => shop));
describe('outreach', () => tryOutreach(() => shop));
describe('feedback', () => tryFeedback(() => shop));
describe('lifecycle', () => tryLifecycle(() => shop));
describe('care', () => tryCare(() => shop));
describe('suggestions', () => trySuggestions(() => shop));
describe('surveys', () => trySurveys(() => shop));
describe('links', () => tryLinks(() => shop));
describe('reports', () => tryReports(() => shop));

test('of every member the balance is the sum of the entries', async () => {
  for (const memberId of [
    'm-lines',
    'm-early',
    'm-rules',
    'm-acts',
    'm-was-visitor',
    'm-past',
    'm-old',
    'm-new',
    'm-payer',
    'm-leaver',
    'm-collector',
    'm-late',
  ]) {
    const sums: Record<string, number> = {};
    for (const { deltas, sums: orderSums } of await shop.items(memberId, 'ENTRY#')) {
      for (const [name, change] of Object.entries({ ...(deltas as object), ...(orderSums as object) })) {
        sums[name] = (sums[name] ?? 0) + (change as number);
      }
    }
    const points = (await shop.points(memberId)) ?? {};
    // A bucket that nothing was ever booked in is not there.
    const kept = Object.fromEntries(Object.keys(sums).map((name) => [name, points[name] ?? 0]));
    expect({ memberId, ...kept }).toEqual({ memberId, ...sums });
  }
});

test('after all of this no function was refused anything, and none holds a right that it has no use for', () => {
  const reports = shop.system.runtime.access.report();
  expect(reports.filter(({ denied }) => denied.length > 0)).toEqual([]);
  const unused = reports.flatMap((report) => report.unused.map(({ action }) => `${report.function} ${action}`));
  expect(unused).toEqual(RESERVED_RIGHTS);
});
