import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import type { Notice } from '../kernel/notice.ts';
import { watchFactsOf } from './known-facts.ts';
import { decideStep, passUnfunded, type RunStep } from './run-step.ts';
import type { RunStore } from './run-store.ts';
import type { ReadProfile } from './watch-member.ts';
import type { Run, Told, WinBackSettings } from './win-back.ts';

export interface WinBackPorts {
  readonly runs: RunStore;
  readonly readProfile: (memberId: string) => Promise<ReadProfile>;
  /** Until when nothing may be advertised to a member, or to whom it was merged into (ISO-8601 in UTC). */
  readonly heldUntil: (memberId: string) => Promise<string | undefined>;
  /** Whether a member is in a holdout on a programme-zone date. */
  readonly isLeftAlone: (memberId: string, day: string) => boolean;
  /** Gives points of an offer, once an occasion. */
  readonly givePoints: (memberId: string, occasion: string, points: number, at: string) => Promise<void>;
  readonly clock: Clock;
}

/** What a step did, counted. */
export interface Stepped {
  readonly told: number;
  readonly ended: number;
  readonly unfunded: number;
}

const ATTEMPTS_MAX = 10;

/**
 * Takes the steps of a run that are due. Points are taken from the budget, then booked, then told of: whoever is stopped
 * in between goes on where it was, and gives them once.
 */
export const createTakeWinBackStep =
  (ports: WinBackPorts, settings: WinBackSettings) =>
  async (memberId: string, entry: string): Promise<Stepped> => {
    const { runs, clock } = ports;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [run, member, heldUntil] = await Promise.all([
        runs.run(memberId, entry),
        findMember(memberId, ports.readProfile),
        ports.heldUntil(memberId),
      ]);
      if (run === undefined) return NOTHING;
      const now = clock();
      const isLeftAlone = ports.isLeftAlone(member.memberId, dayOf(now.getTime(), settings.timeZone));
      const step = decideStep(run, member.known, settings, now, { heldUntil, isLeftAlone });
      const done = await take(run, step);
      if (done !== undefined) return done;
    }
    throw new BusyError(`the win-back of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);

    /** Undefined where it has to be looked at again. */
    async function take(run: Run, step: RunStep): Promise<Stepped | undefined> {
      switch (step.kind) {
        case 'WAIT':
          return NOTHING;
        case 'END':
          return (await runs.replace(step.next)) === 'KEPT' ? { ...NOTHING, ended: 1 } : undefined;
        case 'PASS':
        case 'PUT_OFF':
          return (await runs.replace(step.next)) === 'KEPT' ? NOTHING : undefined;
        case 'GRANT': {
          const { month, points } = step;
          const budget = { month, points, pointsMax: settings.budgetPointsPerMonth };
          if ((await runs.replace(step.next, undefined, budget)) !== 'UNFUNDED') return undefined;
          const isPassed = (await runs.replace(passUnfunded(run, settings, clock()))) === 'KEPT';
          return isPassed ? { ...NOTHING, unfunded: 1 } : undefined;
        }
        case 'TELL': {
          const at = clock().toISOString();
          if (run.granting !== undefined) {
            await ports.givePoints(memberId, `${entry} ${step.number}`, run.granting, at);
          }
          const notice = rungNotice(run, step.told, step.number, at);
          return (await runs.replace(step.next, notice)) === 'KEPT' ? { ...NOTHING, told: 1 } : undefined;
        }
      }
    }
  };

export type TakeWinBackStep = ReturnType<typeof createTakeWinBackStep>;

const NOTHING: Stepped = { told: 0, ended: 0, unfunded: 0 };

const NAMES = { reminder: 'WinBackReminded', offer: 'WinBackOffered', question: 'WinBackAsked' } as const;

function rungNotice({ memberId, entry, stage }: Run, told: Told, number: number, occurredAt: string): Notice {
  return {
    memberId,
    noticeId: `WINBACK#${entry}#${number}`,
    name: NAMES[told.kind],
    occurredAt,
    data: { rung: number, stage, silence: entry, ...(told.kind === 'offer' ? { points: told.points } : {}) },
  };
}

/** The member, or whom it was merged into: messages go to that one. */
async function findMember(asked: string, readProfile: WinBackPorts['readProfile']) {
  const { memberId, kept } = await followToEnd(readProfile, asked);
  const known = watchFactsOf(kept.profile ?? { firstOrders: [] });
  return { memberId, known };
}
