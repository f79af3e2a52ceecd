import type { LogBook } from '../compute/log-book.ts';
import type { ScheduleSpec } from '../deployment.ts';
import { nextFire } from '../time/schedule-expression.ts';
import type { Timeline } from '../time/timeline.ts';
import { type DeliverToTarget, deliverOrPark } from './delivery.ts';

export interface SchedulesSettings {
  readonly schedules: readonly ScheduleSpec[];
  readonly timeline: Timeline;
  readonly logs: LogBook;
  /** Throws if the schedule's role may not reach the target, which may be its dead-letter queue. */
  readonly authorize: (schedule: ScheduleSpec, targetArn: string) => void;
  readonly deliver: DeliverToTarget;
}

export interface ScheduleStatus {
  readonly name: string;
  readonly path: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly nextFire: string | undefined;
  readonly lastFired: string | undefined;
  readonly fired: number;
}

/** EventBridge Scheduler: each schedule is a timer on the timeline that sets the next one when it fires. */
export class Schedules {
  readonly #settings: SchedulesSettings;
  readonly #states: ScheduleState[];

  constructor(settings: SchedulesSettings) {
    this.#settings = settings;
    const startMs = settings.timeline.now();
    this.#states = settings.schedules
      .filter(({ isEnabled }) => isEnabled)
      .map((spec) => ({ spec, startMs, nextMs: undefined, lastFiredMs: undefined, fired: 0 }));
    // A rate fires first when its schedule is created, which is now.
    for (const state of this.#states) this.#arm(state, startMs - 1);
  }

  status(): ScheduleStatus[] {
    return this.#states.map(({ spec, nextMs, lastFiredMs, fired }) => ({
      name: spec.name,
      path: spec.path,
      expression: spec.expression,
      timeZone: spec.timeZone,
      nextFire: isoOrUndefined(nextMs),
      lastFired: isoOrUndefined(lastFiredMs),
      fired,
    }));
  }

  #arm(state: ScheduleState, afterMs: number): void {
    const { spec, startMs } = state;
    const dueMs = nextFire(spec.expression, spec.timeZone, afterMs, startMs);
    state.nextMs = dueMs;
    if (dueMs === undefined) return;
    this.#settings.timeline.at(dueMs, 'schedule', `schedule ${spec.path}`, () => {
      this.#arm(state, dueMs);
      state.lastFiredMs = dueMs;
      state.fired += 1;
      this.#fire(spec, dueMs);
    });
  }

  #fire(spec: ScheduleSpec, dueMs: number): void {
    const { authorize, deliver, logs } = this.#settings;
    const scheduledTime = `${new Date(dueMs).toISOString().slice(0, 19)}Z`;
    const delivery = {
      targetArn: spec.targetArn,
      body: (spec.input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', scheduledTime),
      sourceArn: spec.arn,
      servicePrincipal: 'scheduler.amazonaws.com',
    };
    // The scheduler acts as the schedule's role, towards the dead-letter queue too.
    const deliverAsRole: DeliverToTarget = (each) => {
      authorize(spec, each.targetArn);
      deliver(each);
    };
    deliverOrPark(delivery, spec.deadLetterQueueArn, { path: `schedule ${spec.path}`, deliver: deliverAsRole, logs });
  }
}

interface ScheduleState {
  readonly spec: ScheduleSpec;
  readonly startMs: number;
  nextMs: number | undefined;
  lastFiredMs: number | undefined;
  fired: number;
}

function isoOrUndefined(instantMs: number | undefined): string | undefined {
  return instantMs === undefined ? undefined : new Date(instantMs).toISOString();
}
