import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ItemAction } from './constructs/table-access.ts';

/** A route with a function of its own, and what that function may do with the table. */
export interface RouteSpec {
  readonly id: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly entry: string;
  readonly actions: readonly ItemAction[];
  readonly queriedIndexes: readonly string[];
}

export const route = (
  id: string,
  method: HttpMethod,
  path: string,
  entry: string,
  actions: readonly ItemAction[],
  queriedIndexes: readonly string[] = [],
): RouteSpec => ({ id, method, path, entry, actions, queriedIndexes });

/** Where events come in, under their long names and their short ones; all lead to one function. */
export const EVENT_PATHS = [
  ...['track', 'identify', 'page', 'screen', 'group', 'alias', 'batch', 'import'],
  ...['t', 'i', 'p', 's', 'g', 'a', 'b'],
].map((name) => `/v1/${name}`);

const { GET, POST, DELETE } = HttpMethod;
const MEMBER = '/v1/members/{memberId}';
const REDEMPTION = `${MEMBER}/redemptions/{redemptionId}`;
/** Every function looks up the caller's key. */
export const KEY: readonly ItemAction[] = ['GetItem'];
/** What books takes from lots, adds to balances and keeps its answer. */
const BOOK: readonly ItemAction[] = [...KEY, 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** For people and tools. */
export const OPERATOR_ROUTES: readonly RouteSpec[] = [
  route('ShowMember', GET, MEMBER, 'members/functions/show-member.ts', [...KEY, 'BatchGetItem']),
  route('MergeMembers', POST, `${MEMBER}/merge`, 'members/functions/merge-members.ts', [...BOOK, 'ConditionCheckItem']),
  route('ShowPoints', GET, `${MEMBER}/points`, 'loyalty/functions/show-points.ts', [...KEY, 'BatchGetItem', 'Query']),
  route(
    'ListEntries',
    GET,
    `${MEMBER}/points/entries`,
    'loyalty/functions/list-entries.ts',
    [...KEY, 'BatchGetItem'],
    ['GSI1'],
  ),
  route('AdjustPoints', POST, `${MEMBER}/points/adjustments`, 'loyalty/functions/adjust-points.ts', BOOK),
  route('ReinstatePoints', POST, `${MEMBER}/points/reinstatements`, 'loyalty/functions/reinstate-points.ts', [
    ...KEY,
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
  ]),
  route('QuoteRedemption', POST, `${MEMBER}/redemptions/quote`, 'loyalty/functions/quote-redemption.ts', [
    ...KEY,
    'BatchGetItem',
    'Query',
  ]),
  route('RedeemPoints', POST, `${MEMBER}/redemptions`, 'loyalty/functions/redeem-points.ts', BOOK),
  route('CommitRedemption', POST, `${REDEMPTION}/commit`, 'loyalty/functions/commit-redemption.ts', [
    ...KEY,
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
  ]),
  route('CancelRedemption', POST, `${REDEMPTION}/cancel`, 'loyalty/functions/cancel-redemption.ts', [
    ...KEY,
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
  ]),
  route('RedeemReward', POST, `${MEMBER}/rewards`, 'loyalty/functions/redeem-reward.ts', BOOK),
  route('ListRewards', GET, '/v1/rewards', 'loyalty/functions/list-rewards.ts', [...KEY, 'Query']),
  route('DefineReward', POST, '/v1/rewards/{rewardId}', 'loyalty/functions/define-reward.ts', [...KEY, 'UpdateItem']),
  route('ShowOrderLedger', GET, '/v1/orders/{orderId}/ledger', 'loyalty/functions/show-order-ledger.ts', [
    ...KEY,
    'BatchGetItem',
    'Query',
  ]),
  route('ShowTier', GET, `${MEMBER}/tier`, 'loyalty/functions/show-tier.ts', [...KEY, 'BatchGetItem']),
  route('ShowOrderBenefits', GET, '/v1/orders/{orderId}/benefits', 'loyalty/functions/show-order-benefits.ts', [
    ...KEY,
    'BatchGetItem',
  ]),
  route('ShowChurn', GET, `${MEMBER}/churn`, 'churn/functions/show-churn.ts', [...KEY, 'BatchGetItem', 'Query']),
  route('ListScans', GET, '/v1/reports/churn-scans', 'churn/functions/list-scans.ts', [...KEY, 'Query']),
  route('ListRejections', GET, '/v1/reports/rejections', 'insight/functions/list-rejections.ts', KEY, ['GSI1']),
  route('ReportKpis', GET, '/v1/reports/kpis', 'insight/functions/report-kpis.ts', [...KEY, 'Query']),
  route('ReportCohorts', GET, '/v1/reports/cohorts', 'insight/functions/report-cohorts.ts', [...KEY, 'Query']),
  route('ReportLiability', GET, '/v1/reports/liability', 'insight/functions/report-liability.ts', [...KEY, 'Query']),
  route('ReportTierEffect', GET, '/v1/reports/tier-effect', 'insight/functions/report-tier-effect.ts', [
    ...KEY,
    'Query',
  ]),
  route('ReportMessages', GET, '/v1/reports/messages', 'insight/functions/report-messages.ts', [...KEY, 'Query']),
  route('ReportFunnel', GET, '/v1/reports/funnel', 'insight/functions/report-funnel.ts', [...KEY, 'Query']),
  route('ReportWinBack', GET, '/v1/reports/win-back', 'insight/functions/report-win-back.ts', [...KEY, 'Query']),
  route('ReportStages', GET, '/v1/reports/stages', 'insight/functions/report-stages.ts', [...KEY, 'Query']),
  route('ReportService', GET, '/v1/reports/service', 'insight/functions/report-service.ts', [...KEY, 'Query']),
  route('ReportSurveys', GET, '/v1/reports/surveys', 'insight/functions/report-surveys.ts', [...KEY, 'Query']),
  route('ListKeys', GET, '/v1/keys', 'access/functions/list-keys.ts', KEY, ['GSI1']),
  route('CreateKey', POST, '/v1/keys', 'access/functions/create-key.ts', [...KEY, 'PutItem']),
  route('RevokeKey', DELETE, '/v1/keys/{keyId}', 'access/functions/revoke-key.ts', [...KEY, 'UpdateItem'], ['GSI1']),
];

/** For everybody. */
export const PUBLIC_ROUTES: readonly RouteSpec[] = [
  route('ShowSettings', GET, '/v1/projects/{key}/settings', 'intake/functions/show-settings.ts', KEY),
  route('ShowOpenApi', GET, '/openapi.json', 'api-docs/functions/show-openapi.ts', []),
  route('ShowApiPage', GET, '/docs', 'api-docs/functions/show-api-page.ts', []),
];
