import { createKeyRoute, listKeysRoute, revokeKeyRoute } from '../access/index.ts';
import type { ApiRoute } from '../kernel/api-route.ts';
import { type DescribedRoute, describeApiRoute } from './described-route.ts';

/** The routes for people and tools, in the order in which a reader meets them. */
const OPERATOR_ROUTES: readonly ApiRoute[] = [listKeysRoute, createKeyRoute, revokeKeyRoute];

/** Every route that is described. */
export const listRoutes = (): DescribedRoute[] => OPERATOR_ROUTES.map(describeApiRoute);
