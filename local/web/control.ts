import { readFileSync } from 'node:fs';
import { type Control, json, parseObject, queryOf } from './controls.ts';
import type { HttpAnswer } from './http-answer.ts';
import { sendingRoutes } from './sending-control.ts';

const DAY_MS = 86_400_000;
const ADVANCE_DAYS_MAX = 3_660;

const page = (file: string | URL, contentType: string): Control => {
  const body = readFileSync(new URL(file, import.meta.url));
  return () => ({ status: 200, headers: { 'content-type': contentType }, cookies: [], body });
};

const SCRIPT = 'text/javascript; charset=utf-8';

const KPI_SCRIPTS = [
  ...['page', 'charts', 'format', 'groups', 'lifecycle', 'scans', 'service', 'surveys', 'table', 'tiles', 'win-back'],
  ...['words', 'words-en', 'words-zh'],
];

/** The figures, drawn from the product's own reports. */
const kpiPages: Readonly<Record<string, Control>> = {
  'GET /_local/kpis': page('./kpi-page.html', 'text/html; charset=utf-8'),
  'GET /_local/kpi/style.css': page('./kpi/style.css', 'text/css; charset=utf-8'),
  ...Object.fromEntries(KPI_SCRIPTS.map((name) => [`GET /_local/kpi/${name}.js`, page(`./kpi/${name}.js`, SCRIPT)])),
  'GET /_local/echarts.js': page(new URL(import.meta.resolve('echarts/dist/echarts.esm.min')), SCRIPT),
};

/** What was sent, to read. */
const inboxPages: Readonly<Record<string, Control>> = {
  'GET /_local/inbox.html': page('./inbox-page.html', 'text/html; charset=utf-8'),
  'GET /_local/inbox-page.css': page('./inbox-page.css', 'text/css; charset=utf-8'),
  'GET /_local/inbox-page.js': page('./inbox-page.js', SCRIPT),
};

/** The controls of the local run, by method and path. */
export const controlRoutes: Readonly<Record<string, Control>> = {
  'GET /': page('./front-page.html', 'text/html; charset=utf-8'),
  'GET /_local/look.css': page('./look.css', 'text/css; charset=utf-8'),
  'GET /favicon.ico': () => ({ status: 204, headers: {}, cookies: [], body: '' }),
  'GET /_local/front-page.js': page('./front-page.js', SCRIPT),
  ...kpiPages,
  ...inboxPages,
  ...sendingRoutes,
  'GET /_local/status': (system) => json(200, system.status()),
  'GET /_local/archive': (system) => json(200, { events: system.runtime.buses.flatMap((bus) => bus.archived()) }),
  'GET /_local/objects': (system, request) => {
    const key = queryOf(request).get('key');
    const objects = system.runtime.shelf.list();
    const found = objects.find((object) => object.key === key);
    if (found !== undefined) {
      return { status: 200, headers: { 'content-type': found.contentType }, cookies: [], body: found.body };
    }
    return json(200, { objects: objects.map(({ body, ...object }) => ({ ...object, bytes: body.length })) });
  },
  'GET /_local/grants': (system) => json(200, { functions: system.runtime.access.report() }),
  'GET /_local/logs': (system, request) => {
    const query = queryOf(request);
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
