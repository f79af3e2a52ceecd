import type { SuppressionReason } from '../deployment.ts';
import type { Sending } from '../sending/sending.ts';
import type { Suppressed } from '../sending/suppression-list.ts';
import { type AuthorizeCaller, type AwsCall, AwsError, type AwsReply, type AwsService } from './aws-call.ts';

export const SES_V2_PATH = '/v2/email/';

const SUPPRESSED = 'suppression/addresses';
const PAGE_SIZE_MAX = 1_000;
const REASONS: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];

export interface SesV2Settings {
  readonly sending: Sending;
  readonly authorize: AuthorizeCaller;
}

/** SES version 2: the account and its suppression list; e-mail is sent by version 1. */
export function createSesV2Service({ sending, authorize }: SesV2Settings): AwsService {
  return (call) => {
    const { method, url } = call.http;
    const path = decodeURIComponent(url.pathname.slice(SES_V2_PATH.length)).replace(/\/$/, '');
    const address = path.startsWith(`${SUPPRESSED}/`) ? path.slice(SUPPRESSED.length + 1) : undefined;
    const asked = `${method} ${address === undefined ? path : `${SUPPRESSED}/{address}`}`;
    const may = (action: string) => authorize(call.caller, `ses:${action}`, '*');
    switch (asked) {
      case 'GET account':
        may('GetAccount');
        return json(account(sending));
      case `GET ${SUPPRESSED}`:
        may('ListSuppressedDestinations');
        return json(list(sending, url.searchParams));
      case `PUT ${SUPPRESSED}`:
        may('PutSuppressedDestination');
        return put(sending, call);
      case `GET ${SUPPRESSED}/{address}`:
        may('GetSuppressedDestination');
        return json({ SuppressedDestination: detailed(find(sending, address)) });
      case `DELETE ${SUPPRESSED}/{address}`:
        may('DeleteSuppressedDestination');
        sending.suppressions.delete(find(sending, address).address);
        return json({});
      default:
        throw new AwsError('UnknownOperationException', `the local run does not offer ${method} ${url.pathname}`, 404);
    }
  };
}

function account({ inbox, quota }: Sending): unknown {
  return {
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: {
      Max24HourSend: quota.max24HourSend,
      MaxSendRate: quota.maxSendRate,
      SentLast24Hours: inbox.sentLast24Hours('email'),
    },
    SuppressionAttributes: { SuppressedReasons: REASONS },
  };
}

function list({ suppressions }: Sending, query: URLSearchParams): unknown {
  const reasons = query.getAll('Reason');
  const startMs = instant(query.get('StartDate')) ?? 0;
  const endMs = instant(query.get('EndDate')) ?? Number.POSITIVE_INFINITY;
  const pageSize = Number(query.get('PageSize') ?? PAGE_SIZE_MAX);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_SIZE_MAX) {
    throw new AwsError('BadRequestException', `PageSize is 1 to ${PAGE_SIZE_MAX}, given ${query.get('PageSize')}`);
  }
  // A page begins after the address of the one before, so that entries which come and go between move nothing.
  const token = query.get('NextToken');
  const after = token === null ? '' : Buffer.from(token, 'base64url').toString();
  const found = suppressions
    .list()
    .filter(({ reason, updatedAtMs }) => {
      return (reasons.length === 0 || reasons.includes(reason)) && updatedAtMs >= startMs && updatedAtMs <= endMs;
    })
    .filter(({ address }) => address > after)
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  const page = found.slice(0, pageSize);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return {
    SuppressedDestinationSummaries: page.map(summary),
    ...(last === undefined ? {} : { NextToken: Buffer.from(last.address).toString('base64url') }),
  };
}

function put({ suppressions }: Sending, { rawBody }: AwsCall): AwsReply {
  const { EmailAddress, Reason } = JSON.parse(rawBody.toString('utf8')) as Record<string, unknown>;
  const reason = REASONS.find((each) => each === Reason);
  if (typeof EmailAddress !== 'string' || !EmailAddress.includes('@') || reason === undefined) {
    throw new AwsError('BadRequestException', 'EmailAddress and a Reason, BOUNCE or COMPLAINT, are needed');
  }
  suppressions.put(EmailAddress, reason);
  return json({});
}

function find({ suppressions }: Sending, address = ''): Suppressed {
  const found = suppressions.find(address);
  if (found !== undefined) return found;
  throw new AwsError('NotFoundException', `Email address ${address} does not exist on your suppression list.`, 404);
}

/** Times as SES sends them: seconds since the epoch. */
const summary = ({ address, reason, updatedAtMs }: Suppressed) => {
  return { EmailAddress: address, Reason: reason, LastUpdateTime: updatedAtMs / 1000 };
};

const detailed = (entry: Suppressed) => {
  const Attributes = entry.messageId === undefined ? {} : { Attributes: { MessageId: entry.messageId } };
  return { ...summary(entry), ...Attributes };
};

function instant(given: string | null): number | undefined {
  if (given === null) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given);
  if (Number.isNaN(ms)) throw new AwsError('BadRequestException', `${given} is no instant`);
  return ms;
}

const json = (value: unknown): AwsReply => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(value),
});
