import { accessRoutes } from '../access/index.ts';
import { churnRoutes } from '../churn/index.ts';
import { reportRoutes } from '../insight/index.ts';
import { intakeSchemas } from '../intake/index.ts';
import type { ApiRoute } from '../kernel/api-route.ts';
import { loyaltyRoutes, redemptionRoutes, rewardRoutes, tierRoutes } from '../loyalty/index.ts';
import { memberRoutes } from '../members/index.ts';
import { consentRoutes, outreachRoutes } from '../outreach/index.ts';
import { suggestionRoutes } from '../suggestions/index.ts';
import { surveyRoutes } from '../surveys/index.ts';
import { type DescribedRoute, describeApiRoute } from './described-route.ts';
import { intakePaths } from './intake-paths.ts';

/** The routes for people and tools, in the order in which a reader meets them. */
const OPERATOR_ROUTES: readonly ApiRoute[] = [
  ...memberRoutes,
  ...churnRoutes,
  ...loyaltyRoutes,
  ...redemptionRoutes,
  ...rewardRoutes,
  ...tierRoutes,
  ...outreachRoutes,
  ...consentRoutes,
  ...suggestionRoutes,
  ...surveyRoutes,
  ...reportRoutes,
  ...accessRoutes,
];

/** Every route that is described. */
export const listRoutes = (): DescribedRoute[] => [
  ...intakePaths(intakeSchemas),
  ...OPERATOR_ROUTES.map(describeApiRoute),
];
