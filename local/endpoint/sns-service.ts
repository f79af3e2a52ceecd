import type { TopicMessage, Topics } from '../messaging/topics.ts';
import type { SendingFault } from '../sending/faults.ts';
import type { Sending } from '../sending/sending.ts';
import { smsLogEvent, smsLogGroups, smsPriceUsd } from '../sending/sms-log.ts';
import { type AuthorizeCaller, type AwsCall, AwsError, type AwsReply, type AwsService, text } from './aws-call.ts';
import { optionalText, structures, xmlReply } from './query-protocol.ts';

const PHONE_NUMBER = /^\+[1-9]\d{4,14}$/;
const SMS_CHARS_MAX = 1_600;

export interface SnsSettings {
  readonly sending: Sending;
  readonly topics: Topics;
  readonly authorize: AuthorizeCaller;
  readonly region: string;
  readonly accountId: string;
  readonly writeLog: (logGroupName: string, line: string) => void;
}

/** SNS: an SMS lands in the inbox and what became of it in the log; a message to a topic goes to its queues as well. */
export function createSnsService(settings: SnsSettings): AwsService {
  return (call) => {
    const { operation, input } = call;
    if (operation !== 'Publish')
      throw new AwsError('InvalidAction', `the local run offers Publish of SNS, not ${operation}`);
    const phoneNumber = optionalText(input, 'PhoneNumber');
    const topicArn = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn');
    settings.authorize(call.caller, 'sns:Publish', topicArn ?? '*');
    if (phoneNumber !== undefined) return publishSms(settings, phoneNumber, call);
    if (topicArn !== undefined) return publishToTopic(settings, topicArn, call);
    throw new AwsError('InvalidParameter', 'Invalid parameter: PhoneNumber or TopicArn is needed');
  };
}

function publishToTopic({ topics, sending }: SnsSettings, topicArn: string, { input }: AwsCall): AwsReply {
  if (topics.find(topicArn) === undefined) {
    throw new AwsError('NotFound', `the templates make no topic ${topicArn}`, 404);
  }
  const subject = optionalText(input, 'Subject');
  const body = text(input, 'Message');
  const { id } = sending.inbox.add({ channel: 'topic', to: [topicArn], subject, body });
  topics.publish(topicArn, { id, body, subject, attributes: attributesOf(input) });
  return xmlReply('Publish', `<MessageId>${id}</MessageId>`);
}

function publishSms({ sending, ...settings }: SnsSettings, phoneNumber: string, { input }: AwsCall): AwsReply {
  const body = text(input, 'Message');
  const attributes = attributesOf(input);
  const value = (name: string) => attributes[`AWS.SNS.SMS.${name}`]?.Value;
  if (!PHONE_NUMBER.test(phoneNumber)) refuse(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
  if (body === '' || body.length > SMS_CHARS_MAX) refuse(`Message has 1 to ${SMS_CHARS_MAX} characters`);
  const fault = sending.faults.take('sns');
  if (fault !== undefined) refuseAsPlanned(fault, phoneNumber);
  const from = value('SenderID');
  const smsType = value('SMSType') ?? 'Promotional';
  const maxPrice = value('MaxPrice');
  const details = { smsType, maxPrice };
  const { id: messageId, sentAtMs } = sending.inbox.add({ channel: 'sms', from, to: [phoneNumber], body, details });
  const failure = failureOf(phoneNumber, body, maxPrice, fault);
  const groups = smsLogGroups(settings);
  settings.writeLog(
    failure === undefined ? groups.success : groups.failure,
    smsLogEvent({ messageId, sentAtMs, phoneNumber, text: body, smsType, failure }),
  );
  return { ...xmlReply('Publish', `<MessageId>${messageId}</MessageId>`), isLost: fault === 'LostAnswer' };
}

/** What a carrier or the account's limits do to an SMS that was taken; undefined: it arrives. */
function failureOf(
  phoneNumber: string,
  body: string,
  maxPrice: string | undefined,
  fault: SendingFault | undefined,
): string | undefined {
  // SNS takes the message even when the month's spending is over, and tells it afterwards.
  if (fault === 'DailyQuota') return 'No quota left for account';
  if (phoneNumber.endsWith('0000')) return 'Phone is currently unreachable/unavailable';
  if (phoneNumber.endsWith('9999')) return 'Phone number is opted out';
  if (maxPrice !== undefined && smsPriceUsd(body) > Number(maxPrice)) return 'This delivery would exceed max price';
  return undefined;
}

function refuseAsPlanned(fault: SendingFault, phoneNumber: string): void {
  if (fault === 'Throttling') throw new AwsError('Throttling', 'Rate exceeded');
  if (fault === 'Rejected') refuse(`PhoneNumber Reason: ${phoneNumber} is opted out`);
  if (fault === 'ServerError') throw new AwsError('InternalError', 'Internal Error', 500);
}

function attributesOf(input: AwsCall['input']): NonNullable<TopicMessage['attributes']> {
  const entries = structures(input, 'MessageAttributes.entry', ['Name', 'Value.DataType', 'Value.StringValue']);
  return Object.fromEntries(
    entries.map((entry) => [
      entry.Name,
      { Type: entry['Value.DataType'] ?? 'String', Value: entry['Value.StringValue'] ?? '' },
    ]),
  );
}

function refuse(reason: string): never {
  throw new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}
