import { apiFunction } from '../../kernel/http/api-function.ts';
import { apiPage } from '../api-page.ts';
import { EVENTS_GROUP } from '../intake-paths.ts';
import { listRoutes } from '../list-routes.ts';
import { openApiDocument } from '../openapi-document.ts';

const document = openApiDocument(listRoutes(), [EVENTS_GROUP]);
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'public, max-age=300',
  // The page has no script and loads nothing; a browser holds it to that.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

export const handler = apiFunction([], async ({ headers: asked, requestContext: { domainName } }) => {
  const protocol = asked['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return { statusCode: 200, headers, body: apiPage(document, `${protocol}://${domainName}`) };
});
