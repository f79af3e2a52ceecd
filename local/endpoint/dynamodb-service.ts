import { Agent, request } from 'node:http';
import { dynamoDbActions } from '../access/dynamodb-actions.ts';
import type { TableSpec } from '../deployment.ts';
import type { Engine } from '../storage/engine.ts';
import { type AuthorizeCaller, type AwsCall, AwsError, type AwsReply, type AwsService } from './aws-call.ts';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem']);

export interface DynamoDbServiceSettings {
  readonly engine: Engine;
  readonly tables: readonly TableSpec[];
  readonly authorize: AuthorizeCaller;
  /** Called after a write succeeded, before its answer leaves, with the tables written to. */
  readonly onWrite: (tableNames: ReadonlySet<string>) => void;
  /** Hears of every call: by which function (its construct path; undefined for an operator), and how many items it speaks of. */
  readonly onCall: (functionPath: string | undefined, operation: string, items: number) => void;
}

/** DynamoDB: each call is checked against the caller's role and passed on to the engine as it is. */
export function createDynamoDbService(settings: DynamoDbServiceSettings): AwsService {
  const { engine, tables, authorize, onWrite, onCall } = settings;
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 5_000 });
  const tableArns = new Map(tables.map(({ tableName, arn }) => [tableName, arn]));

  const tableArn = (name: string): string => {
    const arn = tableArns.get(name.split('/').at(-1) ?? name);
    if (arn === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Requested resource not found: the templates make no table ${name}`,
      );
    }
    return arn;
  };

  return async (call) => {
    if (call.caller.kind === 'function') {
      for (const { action, resourceArn } of dynamoDbActions(call.operation, call.input, tableArn)) {
        authorize(call.caller, action, resourceArn);
      }
    }
    onCall(call.caller.kind === 'function' ? call.caller.worker.spec.path : undefined, call.operation, itemCount(call));
    const reply = await forward(agent, engine, call);
    if (reply.status === 200 && WRITES.has(call.operation)) onWrite(writtenTables(call));
    return reply;
  };
}

function forward(agent: Agent, engine: Engine, call: AwsCall): Promise<AwsReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      engine.endpoint,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': call.rawBody.length,
          'x-amz-target': `DynamoDB_20120810.${call.operation}`,
          'x-amz-date': '20260101T000000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 500,
            contentType: response.headers['content-type'] ?? 'application/x-amz-json-1.0',
            body: Buffer.concat(chunks),
          }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('error', (error) =>
      reject(new AwsError('InternalServerError', `the engine does not answer: ${error.message}`, 500)),
    );
    outgoing.end(call.rawBody);
  });
}

/** Items of a batch or a transaction; a query is one call, whatever it finds. */
function itemCount({ operation, input }: AwsCall): number {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return (input['TransactItems'] as readonly unknown[]).length;
  }
  if (!operation.startsWith('Batch')) return 1;
  const tables = Object.values(input['RequestItems'] as object) as (
    | readonly unknown[]
    | { Keys: readonly unknown[] }
  )[];
  return tables.reduce((sum, each) => sum + ('Keys' in each ? each.Keys.length : each.length), 0);
}

function writtenTables({ operation, input }: AwsCall): ReadonlySet<string> {
  if (operation === 'BatchWriteItem') return new Set(Object.keys(input['RequestItems'] as object));
  if (operation !== 'TransactWriteItems') return new Set([String(input['TableName'])]);
  const items = input['TransactItems'] as readonly Record<string, { TableName?: string }>[];
  return new Set(items.flatMap((item) => Object.values(item).map(({ TableName }) => String(TableName))));
}
