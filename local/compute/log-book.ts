import type { FunctionSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';

const LINES_KEPT_MAX = 5_000;

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  /** Instant on the moved clock. */
  readonly at: string;
  /** Construct path of the function, or `local` for what the local run itself has to say. */
  readonly source: string;
  readonly level: LogLevel;
  readonly message: string;
  /** The structured line as the function wrote it, where it was JSON. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** The last lines that functions wrote, and what the local run found worth saying. */
export class LogBook {
  readonly #clock: MovableClock;
  readonly #listeners = new Set<(line: LogLine) => void>();
  #lines: LogLine[] = [];

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  functionLine(spec: FunctionSpec, text: string): void {
    const fields = parseFields(text);
    const level = isLogLevel(fields?.['level']) ? fields['level'] : 'INFO';
    const said = typeof fields?.['message'] === 'string' ? fields['message'] : (describeMetrics(fields) ?? text);
    const message = `${said}${describeError(fields?.['error'])}`;
    this.#add({ at: this.#clock.iso(), source: spec.path, level, message, fields });
  }

  /** Something that is wrong, or likely to be: reported loudly, and named by tests that fail. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#add({ at: this.#clock.iso(), source: 'local', level: 'WARN', message, fields });
  }

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#add({ at: this.#clock.iso(), source: 'local', level: 'INFO', message, fields });
  }

  /** Newest last. */
  lines(
    filter: { source?: string | undefined; level?: string | undefined; limit?: number | undefined } = {},
  ): LogLine[] {
    const chosen = this.#lines.filter(
      (line) =>
        (filter.source === undefined || line.source.includes(filter.source)) &&
        (filter.level === undefined || line.level === filter.level),
    );
    return chosen.slice(-(filter.limit ?? LINES_KEPT_MAX));
  }

  onLine(listener: (line: LogLine) => void): void {
    this.#listeners.add(listener);
  }

  clear(): void {
    this.#lines = [];
  }

  #add(line: LogLine): void {
    this.#lines.push(line);
    // Dropped in bulk: shifting one at a time would move the whole list at each line.
    if (this.#lines.length > 2 * LINES_KEPT_MAX) this.#lines = this.#lines.slice(-LINES_KEPT_MAX);
    for (const listener of this.#listeners) listener(line);
  }
}

function parseFields(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** A line in CloudWatch's embedded metric format, as the figures in it. */
function describeMetrics(fields: Record<string, unknown> | undefined): string | undefined {
  if (fields?.['_aws'] === undefined) return undefined;
  const figures = Object.entries(fields).filter(([, value]) => typeof value === 'number' || Array.isArray(value));
  return `metrics: ${figures.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`;
}

/** The error of a structured line, as a person wants to read it behind the line's message. */
function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { name, message } = error as { name?: unknown; message?: unknown };
  return typeof message === 'string' ? `: ${name}: ${message}` : '';
}

function isLogLevel(value: unknown): value is LogLevel {
  return value === 'DEBUG' || value === 'INFO' || value === 'WARN' || value === 'ERROR';
}
