import * as z from 'zod/mini';
import type { CallType } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';

/** Events in one batch. */
export const BATCH_EVENTS_MAX = 500;

/** What a route says of its body: one call of a type, or a batch of any. */
export type TrackingRoute = CallType | 'batch';

const ROUTES: Readonly<Record<string, TrackingRoute>> = {
  track: 'track',
  t: 'track',
  identify: 'identify',
  i: 'identify',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
  batch: 'batch',
  b: 'batch',
  // What older clients of Segment send their batches to.
  import: 'batch',
};

/** The calls of a request, and the type of each where its route says it. */
export interface TrackingBody {
  readonly calls: readonly unknown[];
  readonly type: CallType | undefined;
}

/** Why a whole body is refused, with the status that tells a client not to send it again. */
export interface BodyRefusal {
  readonly status: 400 | 413;
  readonly code: 'BODY_UNREADABLE' | 'BATCH_TOO_LARGE';
  readonly title: string;
  readonly path: string;
  readonly expected: string;
  readonly given: string;
}

const UNREADABLE = { status: 400, code: 'BODY_UNREADABLE', title: 'the body can not be read' } as const;
const TOO_LARGE = { status: 413, code: 'BATCH_TOO_LARGE', title: 'the batch is too large' } as const;

const batchBody = z.object({
  batch: z.array(z.unknown()),
  /** Stands for what an item's own context leaves out. */
  context: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

/** The last step of a path such as `/v1/track`. */
export function trackingRoute(path: string): TrackingRoute | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
}

/** Takes a parsed body apart. What is refused here can't be read at all; items of a batch are judged one by one. */
export function readTrackingBody(route: TrackingRoute, body: unknown): Result<TrackingBody, BodyRefusal> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse({ ...UNREADABLE, path: '$', expected: 'a JSON object', given: kindOf(body) });
  }
  if (route !== 'batch') return ok({ calls: [body], type: route });
  const parsed = z.safeParse(batchBody, body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['$', ...(issue?.path ?? []).map(String)].join('.');
    const expected = path === '$.context' ? 'an object' : 'a list of calls in batch';
    return refuse({ ...UNREADABLE, path, expected, given: kindOf((body as { batch?: unknown }).batch) });
  }
  const { batch, context } = parsed.data;
  if (batch.length > BATCH_EVENTS_MAX) {
    const expected = `at most ${BATCH_EVENTS_MAX} events a batch`;
    return refuse({ ...TOO_LARGE, path: '$.batch', expected, given: `${batch.length} events` });
  }
  return ok({ calls: context ? batch.map((item) => withContext(item, context)) : batch, type: undefined });
}

function withContext(item: unknown, context: Readonly<Record<string, unknown>>): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const { context: own = null } = item as { context?: unknown };
  // A context that is none is left for its item to be refused.
  return typeof own === 'object' && !Array.isArray(own) ? { ...item, context: { ...context, ...own } } : item;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}
