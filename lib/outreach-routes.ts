import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { KEY, type RouteSpec, route } from './api-routes.ts';

const { GET, POST, DELETE } = HttpMethod;
const MEMBER = '/v1/members/{memberId}';

/** Where links of messages lead; a token follows that says the rest. */
export const LINK_PATHS = ['unsubscribe', 'preferences', 'confirm', 'go'] as const;

export interface OutreachRouteSpec extends RouteSpec {
  /** Whether it makes links, reads addresses, or shows what signs. */
  readonly usesSecret: boolean;
}

const withSecret = (spec: RouteSpec): OutreachRouteSpec => ({ ...spec, usesSecret: true });
const plain = (spec: RouteSpec): OutreachRouteSpec => ({ ...spec, usesSecret: false });

const CONSENTS = `${MEMBER}/consents`;

/** Routes about messages; those of a programme that writes to nobody are not there. */
export const OUTREACH_ROUTES: readonly OutreachRouteSpec[] = [
  withSecret(
    route('PreviewMessage', POST, '/v1/outreach/preview', 'outreach/functions/preview-message.ts', [
      ...KEY,
      'BatchGetItem',
      'Query',
    ]),
  ),
  plain(route('ListMessages', GET, '/v1/messages', 'outreach/functions/list-messages.ts', [...KEY, 'Query'])),
  plain(
    route('DefineMessage', POST, '/v1/messages/{messageId}', 'outreach/functions/define-message.ts', [
      ...KEY,
      'Query',
      'PutItem',
    ]),
  ),
  plain(
    route('SwitchOffMessage', DELETE, '/v1/messages/{messageId}', 'outreach/functions/switch-off-message.ts', [
      ...KEY,
      'Query',
      'PutItem',
    ]),
  ),
  plain(
    route('ListMemberMessages', GET, `${MEMBER}/messages`, 'outreach/functions/list-member-messages.ts', [
      ...KEY,
      'Query',
    ]),
  ),
  plain(route('ShowConsents', GET, CONSENTS, 'outreach/functions/show-consents.ts', [...KEY, 'BatchGetItem', 'Query'])),
  plain(
    route('ChangeConsents', POST, CONSENTS, 'outreach/functions/change-consents.ts', [
      ...KEY,
      'BatchGetItem',
      'PutItem',
    ]),
  ),
  withSecret(route('ShowChannels', GET, '/v1/outreach/channels', 'outreach/functions/show-channels.ts', KEY)),
  plain(
    route('ResumeChannel', POST, '/v1/outreach/channels/{channel}/resume', 'outreach/functions/resume-channel.ts', [
      ...KEY,
      'PutItem',
    ]),
  ),
];
