import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { KEY, type RouteSpec, route } from './api-routes.ts';

const { GET, POST, DELETE } = HttpMethod;
const MEMBER = '/v1/members/{memberId}';

/** Routes about messages; those of a programme that writes to nobody are not there. */
export const OUTREACH_ROUTES: readonly RouteSpec[] = [
  route('PreviewMessage', POST, '/v1/outreach/preview', 'outreach/functions/preview-message.ts', [
    ...KEY,
    'BatchGetItem',
    'Query',
  ]),
  route('ListMessages', GET, '/v1/messages', 'outreach/functions/list-messages.ts', [...KEY, 'Query']),
  route('DefineMessage', POST, '/v1/messages/{messageId}', 'outreach/functions/define-message.ts', [
    ...KEY,
    'Query',
    'PutItem',
  ]),
  route('SwitchOffMessage', DELETE, '/v1/messages/{messageId}', 'outreach/functions/switch-off-message.ts', [
    ...KEY,
    'Query',
    'PutItem',
  ]),
  route('ListMemberMessages', GET, `${MEMBER}/messages`, 'outreach/functions/list-member-messages.ts', [
    ...KEY,
    'BatchGetItem',
    'Query',
  ]),
  route('ShowChannels', GET, '/v1/outreach/channels', 'outreach/functions/show-channels.ts', KEY),
  route('ResumeChannel', POST, '/v1/outreach/channels/{channel}/resume', 'outreach/functions/resume-channel.ts', [
    ...KEY,
    'PutItem',
  ]),
];
