export interface TableCallCount {
  readonly caller: string;
  readonly operation: string;
  readonly calls: number;
  /** Items that the calls spoke of; of a query the call itself. */
  readonly items: number;
}

/** Counts what reaches the table, by who calls and what: figures that do not depend on the machine. */
export class TableCalls {
  readonly #counts = new Map<string, { caller: string; operation: string; calls: number; items: number }>();

  add(caller: string, operation: string, items: number): void {
    const key = `${caller} ${operation}`;
    const known = this.#counts.get(key) ?? { caller, operation, calls: 0, items: 0 };
    this.#counts.set(key, { ...known, calls: known.calls + 1, items: known.items + items });
  }

  list(): readonly TableCallCount[] {
    return [...this.#counts.values()];
  }
}
