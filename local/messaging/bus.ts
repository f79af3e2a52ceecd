import { randomUUID } from 'node:crypto';
import type { LogBook } from '../compute/log-book.ts';
import type { BusSpec, Json, RuleSpec, RuleTargetSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import type { BusEvent } from './bus-event.ts';
import { type DeliverToTarget, deliverOrPark } from './delivery.ts';
import { compilePattern } from './event-pattern.ts';
import { transformInput } from './input-transform.ts';

export interface BusSettings {
  readonly spec: BusSpec;
  readonly rules: readonly RuleSpec[];
  readonly region: string;
  readonly accountId: string;
  readonly clock: MovableClock;
  readonly logs: LogBook;
  readonly deliver: DeliverToTarget;
}

/** Events that an archive keeps here: the last ones. */
const ARCHIVED_MAX = 10_000;

/** A pattern and what it has let in. */
interface Matcher {
  readonly matches: (event: unknown) => boolean;
  matchedCount: number;
}

/** An event bus: each event goes to the targets of every rule whose pattern it matches. */
export class Bus {
  readonly spec: BusSpec;
  readonly #settings: BusSettings;
  readonly #rules: readonly ({ readonly spec: RuleSpec } & Matcher)[];
  readonly #archives: readonly ((event: unknown) => boolean)[];
  #archived: BusEvent[] = [];
  readonly #warned = new Set<string>();
  readonly #acceptedByName = new Map<string, number>();
  #accepted = 0;
  #unmatched = 0;

  constructor(settings: BusSettings) {
    this.spec = settings.spec;
    this.#settings = settings;
    this.#rules = settings.rules
      .filter((rule) => rule.isEnabled && rule.busArn === settings.spec.arn)
      .map((spec) => ({ spec, matches: compilePattern(spec.pattern), matchedCount: 0 }));
    this.#archives = settings.spec.archives.map(({ pattern }) => compilePattern(pattern));
  }

  /** Takes one entry of PutEvents; returns the event's id. */
  put(entry: {
    source: string;
    detailType: string;
    detail: Json;
    resources: readonly string[];
    timeMs?: number;
  }): string {
    const { region, accountId, clock } = this.#settings;
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.detailType,
      source: entry.source,
      account: accountId,
      // The service keeps whole seconds.
      time: `${new Date(entry.timeMs ?? clock.now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: entry.resources,
      detail: entry.detail,
    };
    this.#accepted += 1;
    this.#acceptedByName.set(entry.detailType, (this.#acceptedByName.get(entry.detailType) ?? 0) + 1);
    if (this.#archives.some((keeps) => keeps(event))) this.#keep(event);
    const matching = this.#rules.filter(({ matches }) => matches(event));
    if (matching.length === 0 && this.#isListenedTo(event.source)) {
      this.#unmatched += 1;
      this.#warnOnce(`event "${event['detail-type']}" of source "${event.source}" was accepted and matched no rule`);
    }
    for (const rule of matching) {
      rule.matchedCount += 1;
      const { spec } = rule;
      for (const target of spec.targets) this.#deliver(spec, target, event);
    }
    return event.id;
  }

  status() {
    const rules = this.#rules.map(({ spec, matchedCount }) => ({ path: spec.path, matched: matchedCount }));
    const events = Object.fromEntries(this.#acceptedByName);
    return { name: this.spec.name, rules, accepted: this.#accepted, events, unmatched: this.#unmatched };
  }

  /** What its archives keep, oldest first. */
  archived(): readonly BusEvent[] {
    return this.#archived.slice(-ARCHIVED_MAX);
  }

  /** Whether a rule asks for the source by name. What comes from another is for whoever will subscribe to it. */
  #isListenedTo(source: string): boolean {
    return this.#rules.some(({ spec: { pattern } }) => {
      const sources = (pattern as { readonly source?: readonly Json[] }).source;
      return sources === undefined || sources.includes(source);
    });
  }

  /** An event that nobody wants yet comes again and again. */
  #warnOnce(message: string): void {
    if (!this.#warned.has(message)) this.#settings.logs.warn(message);
    this.#warned.add(message);
  }

  #keep(event: BusEvent): void {
    this.#archived.push(event);
    // Cut now and then, so that keeping one more costs nothing.
    if (this.#archived.length >= 2 * ARCHIVED_MAX) this.#archived = this.#archived.slice(-ARCHIVED_MAX);
  }

  #deliver(rule: RuleSpec, target: RuleTargetSpec, event: BusEvent): void {
    const { deliver, logs } = this.#settings;
    const delivery = {
      targetArn: target.targetArn,
      body: transformInput(target, event),
      sourceArn: rule.arn,
      servicePrincipal: 'events.amazonaws.com',
    };
    deliverOrPark(delivery, target.deadLetterQueueArn, { path: `rule ${rule.path}`, deliver, logs });
  }
}
