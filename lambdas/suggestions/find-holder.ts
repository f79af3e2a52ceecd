import { BusyError } from '../kernel/busy-error.ts';

const FORWARDS_MAX = 5;

/** What is known of whom a member was merged into. */
export type FindForward = (memberId: string) => Promise<{ readonly forwardTo?: string | undefined } | undefined>;

/** The member that one has become by merges: a person who asked under two ids is told once. */
export const createFindHolder =
  (findForward: FindForward) =>
  async (memberId: string): Promise<string> => {
    let id = memberId;
    for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
      const next = (await findForward(id))?.forwardTo;
      if (next === undefined) return id;
      id = next;
    }
    throw new BusyError(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  };

export type FindHolder = ReturnType<typeof createFindHolder>;
