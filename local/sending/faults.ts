/** What providers can do to a message instead of taking it; and taking it, but losing the answer. */
export const SENDING_FAULTS = {
  ses: ['Throttling', 'DailyQuota', 'Paused', 'Rejected', 'LostAnswer', 'ServerError'],
  sns: ['Throttling', 'DailyQuota', 'Rejected', 'LostAnswer', 'ServerError'],
  outside: ['Throttling', 'Rejected', 'LostAnswer', 'ServerError'],
} as const;

export type SendingService = keyof typeof SENDING_FAULTS;
export type SendingFault = (typeof SENDING_FAULTS)[SendingService][number];

export interface PlannedFault {
  readonly service: SendingService;
  readonly fault: SendingFault;
  /** How many of the next messages meet it. */
  readonly times: number;
}

export const FAULT_TIMES_MAX = 1_000_000;

/** Faults that the next messages meet, in the order in which they were planned. */
export class SendingFaults {
  #planned: PlannedFault[] = [];

  /** Throws a RangeError for what a service does not do. */
  plan({ service, fault, times }: PlannedFault): void {
    const known: readonly string[] = SENDING_FAULTS[service] ?? [];
    if (!known.includes(fault)) {
      const offered = Object.entries(SENDING_FAULTS).map(([name, faults]) => `${name}: ${faults.join(', ')}`);
      throw new RangeError(`${service} has no fault ${fault} here; there are ${offered.join('; ')}`);
    }
    if (!Number.isInteger(times) || times < 1 || times > FAULT_TIMES_MAX) {
      throw new RangeError(`times is a whole number from 1 to ${FAULT_TIMES_MAX}, given ${times}`);
    }
    this.#planned.push({ service, fault, times });
  }

  /** What the next message by a service meets, if anything is planned for it. */
  take(service: SendingService): SendingFault | undefined {
    const index = this.#planned.findIndex((planned) => planned.service === service);
    const next = this.#planned[index];
    if (next === undefined) return undefined;
    if (next.times > 1) this.#planned[index] = { ...next, times: next.times - 1 };
    else this.#planned.splice(index, 1);
    return next.fault;
  }

  list(): readonly PlannedFault[] {
    return this.#planned;
  }

  clear(): void {
    this.#planned = [];
  }
}
