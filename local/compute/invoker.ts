/** How often each function stands in the chain of calls that led to a message; see loop detection in Lambda. */
export type Lineage = ReadonlyMap<string, number>;

export const NO_LINEAGE: Lineage = new Map();

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly error: { readonly name: string; readonly message: string; readonly stack?: string };
    };

/** Runs a function once, and waits for its answer. Never throws for what the function does. */
export interface Invoker {
  invoke(functionArn: string, event: unknown, lineage: Lineage): Promise<InvocationResult>;
}
