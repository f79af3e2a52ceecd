import { apiFunction } from '../../kernel/http/api-function.ts';
import { EVENTS_GROUP } from '../intake-paths.ts';
import { listRoutes } from '../list-routes.ts';
import { openApiDocument } from '../openapi-document.ts';

const body = JSON.stringify(openApiDocument(listRoutes(), [EVENTS_GROUP]));
const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' };

export const handler = apiFunction([], async () => ({ statusCode: 200, headers, body }));
