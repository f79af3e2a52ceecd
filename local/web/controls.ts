import type { IncomingMessage } from 'node:http';
import type { LogBook } from '../compute/log-book.ts';
import type { Deployment } from '../deployment.ts';
import type { Runtime } from '../runtime.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import type { HttpAnswer } from './http-answer.ts';

/** The system as its controls see it. */
export interface ControlledSystem {
  readonly clock: MovableClock;
  readonly work: Work;
  readonly logs: LogBook;
  readonly runtime: Runtime;
  readonly deployment: Deployment;
  readonly url: string;
  status(): unknown;
  advanceTo(instantMs: number): Promise<unknown>;
  settle(): Promise<unknown>;
  reset(): Promise<void>;
}

export type Control = (
  system: ControlledSystem,
  request: IncomingMessage,
  body: Buffer,
) => HttpAnswer | Promise<HttpAnswer>;

export function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://local').searchParams;
}

export function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body: JSON.stringify(value) };
}
