export { createKeyRoute, listKeysRoute, revokeKeyRoute } from './keys-api.ts';
