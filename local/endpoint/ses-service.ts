import type { ConfigurationSetSpec } from '../deployment.ts';
import type { EmailFeedback } from '../sending/email-feedback.ts';
import type { SendingFault } from '../sending/faults.ts';
import { bareAddress, headersOf, headerValue } from '../sending/mime-head.ts';
import type { Sending } from '../sending/sending.ts';
import { type AuthorizeCaller, type AwsCall, AwsError, type AwsReply, type AwsService, text } from './aws-call.ts';
import { members, optionalText, structures, xmlReply } from './query-protocol.ts';

const RECIPIENTS_MAX = 50;
const MIME_BYTES_MAX = 10 * 1024 * 1024;
const TAG_NAME = /^[\w-]{1,256}$/;
const TAG_VALUE = /^[\w.@-]{1,256}$/;

const FAULTS: Partial<Record<SendingFault, () => AwsError>> = {
  Throttling: () => new AwsError('Throttling', 'Maximum sending rate exceeded.'),
  DailyQuota: () => new AwsError('Throttling', 'Daily message quota exceeded.'),
  Paused: () => new AwsError('AccountSendingPausedException', 'Email sending is disabled for the entire account.'),
  Rejected: () => new AwsError('MessageRejected', 'Address blacklisted.'),
  ServerError: () => new AwsError('InternalFailure', 'The request processing has failed.', 500),
};

export interface SesSettings {
  readonly sending: Sending;
  readonly feedback: EmailFeedback;
  readonly configurationSets: readonly ConfigurationSetSpec[];
  readonly authorize: AuthorizeCaller;
  readonly region: string;
  readonly accountId: string;
}

/** SES version 1: what is sent lands in the inbox, and what becomes of it is told to the configuration set's topics. */
export function createSesService(settings: SesSettings): AwsService {
  const { sending, authorize } = settings;
  return (call) => {
    if (call.operation === 'SendRawEmail') return sendRawEmail(settings, call);
    if (call.operation !== 'GetSendQuota') {
      throw new AwsError(
        'InvalidAction',
        `the local run offers SendRawEmail and GetSendQuota of SES, not ${call.operation}`,
      );
    }
    authorize(call.caller, 'ses:GetSendQuota', '*');
    const { max24HourSend, maxSendRate } = sending.quota;
    const sent = sending.inbox.sentLast24Hours('email');
    return xmlReply(
      'GetSendQuota',
      `<Max24HourSend>${max24HourSend}</Max24HourSend><MaxSendRate>${maxSendRate}</MaxSendRate><SentLast24Hours>${sent}</SentLast24Hours>`,
    );
  };
}

function sendRawEmail(settings: SesSettings, { input, caller }: AwsCall): AwsReply {
  const { sending, feedback, authorize, region, accountId } = settings;
  const mime = Buffer.from(text(input, 'RawMessage.Data'), 'base64');
  if (mime.length > MIME_BYTES_MAX) refuse(`Message length is more than ${MIME_BYTES_MAX} bytes long: ${mime.length}`);
  const from = optionalText(input, 'Source') ?? headerValue(headersOf(mime), 'from') ?? '';
  const fromAddress = bareAddress(from);
  const sourceArn = `arn:aws:ses:${region}:${accountId}:identity/${fromAddress.split('@').at(-1)}`;
  const context = { 'ses:FromAddress': fromAddress };
  authorize(caller, 'ses:SendRawEmail', sourceArn, context);
  const set = findConfigurationSet(settings, optionalText(input, 'ConfigurationSetName'));
  if (set !== undefined) authorize(caller, 'ses:SendRawEmail', set.arn, context);
  const to = recipientsOf(input, mime);
  const tags = tagsOf(input);
  const fault = sending.faults.take('ses');
  const refusal = fault === undefined ? undefined : FAULTS[fault];
  if (refusal !== undefined) throw refusal();
  const message = sending.inbox.add({
    channel: 'email',
    from,
    to,
    body: mime,
    details: { configurationSet: set?.name, tags },
  });
  feedback.add({
    message,
    mime,
    fromAddress,
    sourceArn,
    accountId,
    callerName: caller.kind === 'function' ? (caller.worker.spec.roleArn.split('/').at(-1) ?? '') : 'operator',
    configurationSet: set?.name,
    tags,
  });
  return { ...xmlReply('SendRawEmail', `<MessageId>${message.id}</MessageId>`), isLost: fault === 'LostAnswer' };
}

function findConfigurationSet(
  { configurationSets }: SesSettings,
  name: string | undefined,
): ConfigurationSetSpec | undefined {
  if (name === undefined) return undefined;
  const set = configurationSets.find((each) => each.name === name);
  if (set === undefined) {
    throw new AwsError('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);
  }
  if (!set.isSendingEnabled) {
    throw new AwsError('ConfigurationSetSendingPausedException', `Sending is disabled for ${name}.`);
  }
  return set;
}

function recipientsOf(input: AwsCall['input'], mime: Buffer): string[] {
  const named = members(input, 'Destinations.member');
  const headers = named.length > 0 ? [] : headersOf(mime);
  const found =
    named.length > 0
      ? named
      : ['to', 'cc', 'bcc'].flatMap((name) => headerValue(headers, name)?.split(/, */) ?? []).filter(Boolean);
  if (found.length === 0) refuse('Missing required header "To".');
  if (found.length > RECIPIENTS_MAX) refuse(`Recipient count exceeds ${RECIPIENTS_MAX}.`);
  for (const each of found) if (!/^[^@\s]+@[^@\s]+$/.test(bareAddress(each))) refuse("Missing final '@domain'");
  return found;
}

function tagsOf(input: AwsCall['input']): Record<string, string> {
  const tags = structures(input, 'Tags.member', ['Name', 'Value']);
  for (const { Name = '', Value = '' } of tags) {
    if (!TAG_NAME.test(Name))
      refuse(`Invalid tag name <${Name}>, only alphanumeric ASCII characters, '_', and '-' are allowed.`);
    if (!TAG_VALUE.test(Value))
      refuse(`Invalid tag value <${Value}>, only alphanumeric ASCII characters, '_', '-', '.', '@' are allowed.`);
  }
  return Object.fromEntries(tags.map(({ Name = '', Value = '' }) => [Name, Value]));
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterValue', message);
}
