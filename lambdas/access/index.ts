import { createKeyRoute, listKeysRoute, revokeKeyRoute } from './keys-api.ts';

export const accessRoutes = [listKeysRoute, createKeyRoute, revokeKeyRoute] as const;
