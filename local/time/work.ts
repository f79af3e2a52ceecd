/**
 * What is being done at this moment. Whoever starts something that the system must finish holds a token for it, and
 * takes the token of the next step before giving back its own; so "no token is out" means that all work is done.
 */
export class Work {
  readonly #outstanding = new Map<string, number>();
  #total = 0;
  #waiters: (() => void)[] = [];

  /** Takes a token; the function returned gives it back (once, however often it is called). */
  begin(label: string): () => void {
    this.#change(label, 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#change(label, -1);
    };
  }

  async track<T>(label: string, run: () => Promise<T>): Promise<T> {
    const end = this.begin(label);
    try {
      return await run();
    } finally {
      end();
    }
  }

  /** Resolves when nothing is being done. */
  async quiet(): Promise<void> {
    while (this.#total > 0) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  get isQuiet(): boolean {
    return this.#total === 0;
  }

  /** Tokens that are out, by label. */
  outstanding(): Record<string, number> {
    return Object.fromEntries(this.#outstanding);
  }

  #change(label: string, by: number): void {
    this.#total += by;
    const count = (this.#outstanding.get(label) ?? 0) + by;
    if (count === 0) this.#outstanding.delete(label);
    else this.#outstanding.set(label, count);
    if (this.#total > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
