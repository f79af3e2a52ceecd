import type { MessageStore } from './message-store.ts';
import type { SendTask } from './send-task.ts';
import { isSettled, type KeptMessage } from './sent-message.ts';

const MERGED = 'the member was merged into another';

/** A message as it is kept: for the member whose it is, and for the one that this was when it was asked for. */
export interface Kept {
  readonly own?: KeptMessage | undefined;
  readonly old?: KeptMessage | undefined;
}

type Messages = Pick<MessageStore, 'message' | 'keep'>;

/** Finds it, and ends what waits for both: whoever took it over died before it did. */
export async function findKept(task: SendTask, memberId: string, messages: Messages): Promise<Kept> {
  const own = await messages.message(memberId, task.messageKey);
  if (memberId === task.memberId) return { own };
  const old = await messages.message(task.memberId, task.messageKey);
  if (own !== undefined && old !== undefined && !isSettled(old)) await close(old, messages);
  return { own, old };
}

/**
 * Makes a message that waits for the old member wait for the new one, and then no more for the old: whoever dies in
 * between leaves it at both, and as its key is the same it is claimed once.
 */
export async function takeOver({ own, old }: Kept, memberId: string, messages: Messages): Promise<void> {
  if (own !== undefined || old === undefined) return;
  await messages.keep({ ...old, memberId });
  await close(old, messages);
}

const close = (message: KeptMessage, messages: Messages) =>
  messages.keep({ ...withoutWaiting(message), status: 'FAILED', failure: MERGED });

export const withoutWaiting = ({ dueAt: _, data: __, ...kept }: KeptMessage): KeptMessage => kept;
