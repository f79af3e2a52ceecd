import { randomUUID } from 'node:crypto';
import type { TopicSpec } from '../deployment.ts';
import { type AuthorizeCaller, AwsError, type AwsReply, type AwsService, text } from './aws-call.ts';
import type { Inbox } from './inbox.ts';

export interface SendingSettings {
  readonly inbox: Inbox;
  readonly authorize: AuthorizeCaller;
  readonly region: string;
  readonly accountId: string;
  readonly topics: readonly TopicSpec[];
}

/** SES version 1: what is sent lands in the inbox. */
export function createSesService({ inbox, authorize, region, accountId }: SendingSettings): AwsService {
  return ({ operation, input, caller }) => {
    if (operation !== 'SendRawEmail') {
      throw new AwsError('InvalidAction', `the local run offers SendRawEmail of SES, not ${operation}`);
    }
    const mime = Buffer.from(text(input, 'RawMessage.Data'), 'base64').toString('utf8');
    const from = optionalText(input, 'Source') ?? header(mime, 'From') ?? '';
    const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
    const domain = address.split('@').at(-1) ?? '';
    authorize(caller, 'ses:SendRawEmail', `arn:aws:ses:${region}:${accountId}:identity/${domain}`, {
      'ses:FromAddress': address,
    });
    const named = members(input, 'Destinations.member');
    const to = named.length > 0 ? named : (header(mime, 'To') ?? '').split(/, */);
    const kept = inbox.add({ channel: 'email', from, to, subject: header(mime, 'Subject'), body: mime });
    return xmlReply('SendRawEmail', `<MessageId>${kept.id}</MessageId>`);
  };
}

/** SNS: a message to a phone number or to a topic lands in the inbox. */
export function createSnsService({ inbox, authorize, topics }: SendingSettings): AwsService {
  return ({ operation, input, caller }) => {
    if (operation !== 'Publish')
      throw new AwsError('InvalidAction', `the local run offers Publish of SNS, not ${operation}`);
    const phoneNumber = optionalText(input, 'PhoneNumber');
    const topicArn = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn');
    const to = phoneNumber ?? topicArn;
    if (to === undefined) throw new AwsError('InvalidParameter', 'PhoneNumber or TopicArn is needed');
    authorize(caller, 'sns:Publish', topicArn ?? '*');
    if (topicArn !== undefined && !topics.some(({ arn }) => arn === topicArn)) {
      throw new AwsError('NotFound', `the templates make no topic ${topicArn}`, 404);
    }
    const channel = phoneNumber === undefined ? 'topic' : 'sms';
    const subject = optionalText(input, 'Subject');
    const kept = inbox.add({ channel, from: undefined, to: [to], subject, body: text(input, 'Message') });
    return xmlReply('Publish', `<MessageId>${kept.id}</MessageId>`);
  };
}

function optionalText(input: Readonly<Record<string, unknown>>, name: string): string | undefined {
  return input[name] === undefined ? undefined : text(input, name);
}

/** A list in the query protocol: `<prefix>.1`, `<prefix>.2`, … */
function members(input: Readonly<Record<string, unknown>>, prefix: string): string[] {
  const found: string[] = [];
  for (let index = 1; input[`${prefix}.${index}`] !== undefined; index += 1)
    found.push(text(input, `${prefix}.${index}`));
  return found;
}

/** A header of a MIME message, unfolded, as it was sent. */
function header(mime: string, name: string): string | undefined {
  const head = mime.split(/\r?\n\r?\n/, 1)[0]?.replace(/\r?\n[ \t]+/g, ' ') ?? '';
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();
}

function xmlReply(operation: string, result: string): AwsReply {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response><${operation}Result>${result}</${operation}Result>${metadata}</${operation}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}
