import { randomUUID } from 'node:crypto';
import type { Json } from '../deployment.ts';
import type { Bus } from '../messaging/bus.ts';
import { type AuthorizeCaller, AwsError, type AwsService, jsonReply } from './aws-call.ts';

const ENTRIES_MAX = 10;
/** Of the entries of one call together, as the service counts them. */
const REQUEST_BYTES_MAX = 1024 * 1024;

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  readonly Time?: number;
}

/** EventBridge: PutEvents, answered entry by entry. */
export function createEventBridgeService(buses: readonly Bus[], authorize: AuthorizeCaller): AwsService {
  const findBus = (nameOrArn: string): Bus => {
    const bus = buses.find(({ spec }) => spec.name === nameOrArn || spec.arn === nameOrArn);
    if (bus === undefined) throw new AwsError('ResourceNotFoundException', `Event bus ${nameOrArn} does not exist.`);
    return bus;
  };

  return ({ operation, input, caller }) => {
    if (operation !== 'PutEvents')
      throw new AwsError('UnknownOperationException', `the local run does not offer ${operation}`);
    const entries = (input['Entries'] ?? []) as readonly Entry[];
    if (entries.length < 1 || entries.length > ENTRIES_MAX) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: 1 to ${ENTRIES_MAX} entries, given ${entries.length}`,
      );
    }
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes > REQUEST_BYTES_MAX) {
      throw new AwsError(
        'ValidationException',
        `Total size of the entries in the request is over the limit (${bytes} bytes).`,
      );
    }
    const answers = entries.map((entry) => {
      const bus = findBus(entry.EventBusName ?? 'default');
      authorize(caller, 'events:PutEvents', bus.spec.arn);
      return putEntry(bus, entry);
    });
    const failedCount = answers.filter((answer) => 'ErrorCode' in answer).length;
    return jsonReply({ FailedEntryCount: failedCount, Entries: answers }, '1.1');
  };
}

function putEntry(bus: Bus, entry: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
  const { Source: source, DetailType: detailType, Detail } = entry;
  if (source === undefined || detailType === undefined || Detail === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Source, DetailType and Detail are needed (${randomUUID()})` };
  }
  const detail = parseObject(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const resources = entry.Resources ?? [];
  const time = entry.Time === undefined ? {} : { timeMs: entry.Time * 1000 };
  return { EventId: bus.put({ source, detailType, detail, resources, ...time }) };
}

function parseObject(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As the service counts: 14 bytes for a time, then the UTF-8 bytes of the texts. */
function entryBytes({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources].map((each) => Buffer.byteLength(each));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : 14);
}
