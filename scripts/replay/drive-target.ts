import { LocalSystem } from '../../local/system.ts';

/** A running system that a history is replayed into, as its clients reach it. */
export interface ReplayTarget {
  readonly url: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Milliseconds since the epoch, on the system's clock. */
  now(): Promise<number>;
  /** Moves the clock; all that is due on the way is done. */
  moveTo(instantMs: number): Promise<void>;
  /** Resolves when no work is left. */
  settle(): Promise<void>;
  post(path: string, body: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** The most memory that the system in this process has had, in MiB; 0 where it runs elsewhere. */
  peakMb(): number;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface LocalStatus {
  readonly writeKey: string;
  readonly adminKey: string;
  readonly now: string;
  readonly programme: { readonly currency: string; readonly timeZone: string };
}

const MEMORY_LOOK_MS = 200;
const BYTES_PER_MB = 1024 * 1024;

/** A system of its own, with the programme of the history and its clock where the history begins. */
export async function startTarget(programme: string, startAtMs: number): Promise<ReplayTarget> {
  const system = await LocalSystem.start({ programme, startAtMs });
  let peakBytes = 0;
  const look = () => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(look, MEMORY_LOOK_MS).unref();
  const target = await connectTarget(system.url);
  return {
    ...target,
    peakMb() {
      look();
      return Math.round(peakBytes / BYTES_PER_MB);
    },
    async stop() {
      clearInterval(timer);
      await system.stop();
    },
  };
}

/** A local run that was started before. */
export async function connectTarget(url: string): Promise<ReplayTarget> {
  const status = async () => (await ask(url, 'GET', '/_local/status')).body as unknown as LocalStatus;
  const { writeKey, adminKey, programme } = await status().catch(() => {
    throw new Error(`no local run answers at ${url}: start it with npm start, or leave --url out`);
  });
  const writer = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
  const reader = { authorization: `Bearer ${adminKey}` };
  const control = async (path: string, body: unknown) => {
    const answer = await ask(url, 'POST', path, body);
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  return {
    url,
    currency: programme.currency,
    timeZone: programme.timeZone,
    now: async () => Date.parse((await status()).now),
    moveTo: (instantMs) => control('/_local/clock', { to: new Date(instantMs).toISOString() }),
    settle: () => control('/_local/settle', {}),
    post: (path, body) => ask(url, 'POST', path, body, writer),
    get: (path) => ask(url, 'GET', path, undefined, reader),
    peakMb: () => 0,
    stop: async () => undefined,
  };
}

async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
