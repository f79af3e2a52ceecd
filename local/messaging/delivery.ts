import type { LogBook } from '../compute/log-book.ts';

/** What a rule or a schedule hands to a queue or a function, and on whose behalf. */
export interface Delivery {
  readonly targetArn: string;
  readonly body: string;
  readonly sourceArn: string;
  readonly servicePrincipal: string;
}

/** Reaches a target. Throws what the target refuses. */
export type DeliverToTarget = (delivery: Delivery) => void;

/**
 * Delivers or, if the target refuses, leaves it with the dead letters; a target that refuses for want of a permission
 * is not tried again by the services either. Never throws: whoever put the event knows nothing of its targets.
 */
export function deliverOrPark(
  delivery: Delivery,
  deadLetterQueueArn: string | undefined,
  { path, deliver, logs }: { readonly path: string; readonly deliver: DeliverToTarget; readonly logs: LogBook },
): void {
  try {
    deliver(delivery);
  } catch (error) {
    logs.warn(`${path} could not reach ${delivery.targetArn}: ${reasonOf(error)}`);
    if (deadLetterQueueArn === undefined) {
      logs.warn(`the event of ${path} is lost: the target has no dead-letter queue`);
      return;
    }
    try {
      deliver({ ...delivery, targetArn: deadLetterQueueArn });
    } catch (second) {
      logs.warn(`the event of ${path} is lost: its dead-letter queue could not be reached: ${reasonOf(second)}`);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
