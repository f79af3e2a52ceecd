import type { IncomingHttpHeaders } from 'node:http';
import type { FunctionWorker } from '../compute/function-worker.ts';
import type { Lineage } from '../compute/invoker.ts';

/** Who calls: a function in a worker, or a person or tool on this machine, who may do everything. */
export type Caller = { readonly kind: 'function'; readonly worker: FunctionWorker } | { readonly kind: 'operator' };

/** The access key of a person's tools; any other key must be a worker's. */
export const OPERATOR_ACCESS_KEY_ID = 'AKIALOCALOPERATOR000';

export interface AwsCall {
  readonly operation: string;
  /** The input as the protocol carries it: JSON, or the fields of a form. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly rawBody: Buffer;
  /** Of the request, for services that say by them what is asked. */
  readonly http: { readonly method: string; readonly url: URL; readonly headers: IncomingHttpHeaders };
  readonly caller: Caller;
  readonly lineage: Lineage;
}

export interface AwsReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  /** The connection ends without an answer: what was asked for was done. */
  readonly isLost?: boolean;
}

/** A service behind the endpoint. Throws {@link AwsError} for what AWS would answer with an error. */
export type AwsService = (call: AwsCall) => AwsReply | Promise<AwsReply>;

export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function jsonReply(payload: unknown, version: '1.0' | '1.1'): AwsReply {
  return { status: 200, contentType: `application/x-amz-json-${version}`, body: JSON.stringify(payload) };
}

export function text(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string') throw new AwsError('ValidationException', `${name} is missing or no string`);
  return value;
}

/** Checks a caller's right to do something; operators have every right. */
export type AuthorizeCaller = (
  caller: Caller,
  action: string,
  resourceArn: string,
  context?: Record<string, string>,
) => void;
