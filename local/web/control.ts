import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { LogBook } from '../compute/log-book.ts';
import type { Runtime } from '../runtime.ts';
import type { MovableClock } from '../time/clock.ts';
import type { Work } from '../time/work.ts';
import type { HttpAnswer } from './http-answer.ts';

const DAY_MS = 86_400_000;
const ADVANCE_DAYS_MAX = 3_660;

/** The system as its controls see it. */
export interface ControlledSystem {
  readonly clock: MovableClock;
  readonly work: Work;
  readonly logs: LogBook;
  readonly runtime: Runtime;
  status(): unknown;
  advanceTo(instantMs: number): Promise<unknown>;
  settle(): Promise<unknown>;
  reset(): Promise<void>;
}

type Control = (system: ControlledSystem, request: IncomingMessage, body: Buffer) => HttpAnswer | Promise<HttpAnswer>;

const page = (file: string | URL, contentType: string): Control => {
  const body = readFileSync(new URL(file, import.meta.url));
  return () => ({ status: 200, headers: { 'content-type': contentType }, cookies: [], body });
};

const SCRIPT = 'text/javascript; charset=utf-8';

/** The figures, drawn from the product's own reports. */
const kpiPages: Readonly<Record<string, Control>> = {
  'GET /_local/kpis': page('./kpi-page.html', 'text/html; charset=utf-8'),
  'GET /_local/kpi/style.css': page('./kpi/style.css', 'text/css; charset=utf-8'),
  ...Object.fromEntries(
    ['page', 'charts', 'format', 'tiles', 'words'].map((name) => [
      `GET /_local/kpi/${name}.js`,
      page(`./kpi/${name}.js`, SCRIPT),
    ]),
  ),
  'GET /_local/echarts.js': page(new URL(import.meta.resolve('echarts/dist/echarts.esm.min')), SCRIPT),
};

/** The controls of the local run, by method and path. */
export const controlRoutes: Readonly<Record<string, Control>> = {
  'GET /': page('./front-page.html', 'text/html; charset=utf-8'),
  'GET /favicon.ico': () => ({ status: 204, headers: {}, cookies: [], body: '' }),
  'GET /_local/front-page.js': page('./front-page.js', SCRIPT),
  ...kpiPages,
  'GET /_local/status': (system) => json(200, system.status()),
  'GET /_local/inbox': (system) => json(200, { messages: system.runtime.sending.inbox.messages() }),
  'GET /_local/archive': (system) => json(200, { events: system.runtime.buses.flatMap((bus) => bus.archived()) }),
  'GET /_local/objects': (system, request) => {
    const key = new URL(request.url ?? '/', 'http://local').searchParams.get('key');
    const objects = system.runtime.shelf.list();
    const found = objects.find((object) => object.key === key);
    if (found !== undefined) {
      return { status: 200, headers: { 'content-type': found.contentType }, cookies: [], body: found.body };
    }
    return json(200, { objects: objects.map(({ body, ...object }) => ({ ...object, bytes: body.length })) });
  },
  'GET /_local/grants': (system) => json(200, { functions: system.runtime.access.report() }),
  'GET /_local/logs': (system, request) => {
    const query = new URL(request.url ?? '/', 'http://local').searchParams;
    const limit = Number(query.get('limit') ?? 200);
    const filter = { source: query.get('source') ?? undefined, level: query.get('level') ?? undefined, limit };
    return json(200, { lines: system.logs.lines(filter) });
  },
  'POST /_local/clock': async (system, _, body) => {
    const target = parseMove(body, system.clock.now());
    return typeof target === 'number' ? json(200, await system.advanceTo(target)) : target;
  },
  'POST /_local/settle': async (system) => json(200, await system.settle()),
  'POST /_local/reset': async (system) => {
    await system.reset();
    return json(200, system.status());
  },
};

/** `{"advanceDays": n}` or `{"to": instant}`; the clock goes forward only. */
function parseMove(body: Buffer, nowMs: number): number | HttpAnswer {
  const input = parseObject(body);
  const given = body.toString('utf8').slice(0, 200);
  const refuse = (detail: string) => json(400, { title: 'bad clock move', detail, given });
  const { advanceDays, to } = input ?? {};
  if (typeof advanceDays === 'number' && to === undefined) {
    const isValid = advanceDays >= 0 && advanceDays <= ADVANCE_DAYS_MAX;
    return isValid ? nowMs + advanceDays * DAY_MS : refuse(`advanceDays is a number of days, 0 to ${ADVANCE_DAYS_MAX}`);
  }
  if (typeof to === 'string' && advanceDays === undefined) {
    const instantMs = Date.parse(to);
    if (Number.isNaN(instantMs)) return refuse('to is an ISO-8601 instant, such as 2027-01-31T09:00:00Z');
    if (instantMs < nowMs) return refuse(`to lies before now (${new Date(nowMs).toISOString()}): time never goes back`);
    return instantMs - nowMs <= ADVANCE_DAYS_MAX * DAY_MS
      ? instantMs
      : refuse(`to is at most ${ADVANCE_DAYS_MAX} days ahead`);
  }
  return refuse('expected {"advanceDays": <number>} or {"to": "<instant>"}');
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body: JSON.stringify(value) };
}
