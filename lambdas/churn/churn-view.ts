import { addDays, startOfDay } from '../kernel/calendar.ts';
import { compare } from '../kernel/dated.ts';
import type { WatchFacts } from './known-facts.ts';
import type { StageChange } from './member-review.ts';
import type { PurchaseModel } from './purchase-model.ts';
import type { Score } from './score.ts';
import type { Strategies } from './strategy.ts';
import type { Watch, WatchSettings } from './watch.ts';
import type { Run, WinBackSettings } from './win-back.ts';

/** What is known of a member's way, as far as it is told. */
export interface KnownWay {
  readonly memberId: string;
  readonly now: Date;
  /** As a look now finds it. */
  readonly watch: Watch;
  readonly facts: WatchFacts;
  readonly changes: readonly StageChange[];
  readonly score: Score | undefined;
  readonly model: PurchaseModel | undefined;
  readonly run: Run | undefined;
}

/** Something that is waited for: when it happens unless the member does something, and what it is. */
interface Awaited {
  readonly rule: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
  readonly what: string;
}

/** A member's stage, what is waited for, what is expected, and what comes next and why. */
export function describeChurn(
  way: KnownWay,
  settings: WatchSettings & { readonly strategies: Strategies },
  ladder: WinBackSettings,
) {
  const { memberId, now, watch, facts, changes, score, model, run } = way;
  const watches = listAwaited(watch, settings, now);
  const awaitedRung = run === undefined ? undefined : nextRung(run, ladder);
  const ahead = awaitedRung === undefined ? watches : [...watches, awaitedRung];
  return {
    memberId,
    stage: watch.stage,
    since: watch.since.day,
    aim: settings.strategies[watch.stage]?.aim,
    lastOrderDay: facts.orderDays.at(-1),
    lastActiveDay: facts.activeDays.at(-1),
    orderDays: facts.orderDays.length,
    personalDue: watch.personalDue?.day,
    watches,
    expected: score && {
      probabilityActive: score.probabilityActive,
      purchases30: score.purchases30,
      purchases90: score.purchases90,
      valueMinor90: score.valueMinor90,
      modelVersion: score.modelVersion,
      fittedOn: model?.day,
    },
    winBack: run && {
      since: run.enteredDay,
      group: run.group,
      rungsReached: run.rung,
      pointsGiven: run.pointsGiven,
      outcome: run.outcome,
      returnedDay: run.returnedDay,
    },
    next: ahead.toSorted((a, b) => compare(a.at, b.at))[0],
    history: changes.map(({ from, to, day, reason }) => ({ from, to, day, reason })),
  };
}

function listAwaited(watch: Watch, settings: WatchSettings, now: Date): readonly Awaited[] {
  const { signUpSilentHours, unpaidDays, noRepeatDays, timeZone } = settings;
  const { signUpSilentAt, unpaid, noRepeatAt, personalDue, nextMoveAt } = watch;
  // The day after the last one that is usual; once it has come, nothing more is waited for there.
  const unusualAt = personalDue && new Date(startOfDay(addDays(personalDue.day, 1), timeZone)).toISOString();
  const isUsual = unusualAt !== undefined && unusualAt > now.toISOString();
  return [
    awaited(
      'sign-up-silent',
      signUpSilentAt,
      `lost if nothing was done in ${signUpSilentHours} hours after signing up`,
    ),
    ...unpaid.map(({ orderId, at }) =>
      awaited('order-unpaid', at, `order ${orderId} is left unpaid if it is not paid in ${unpaidDays} days`),
    ),
    awaited('no-repeat', noRepeatAt, `lost if no second order follows in ${noRepeatDays} days`),
    awaited('personal-due', isUsual ? unusualAt : undefined, 'from here on this silence is unusual for this member'),
    awaited('stage', nextMoveAt, 'the stage changes if the member does nothing'),
  ].filter((each) => each !== undefined);
}

/** To a member who is left alone nothing happens: that is what is measured. */
function nextRung({ rung, group, dueAt, outcome }: Run, { rungs, windowDays }: WinBackSettings): Awaited | undefined {
  if (dueAt === undefined || outcome !== undefined) return undefined;
  const next = rungs[rung];
  if (next === undefined) return awaited('win-back', dueAt, `not won back if no order came in ${windowDays} days`);
  if (group === 'control')
    return awaited('win-back', dueAt, `nothing: the member is left alone to compare with (${next.kind})`);
  const gives = next.kind === 'offer' ? `an offer of ${next.points} points` : `a ${next.kind}`;
  return awaited('win-back', dueAt, `rung ${rung + 1}: ${gives}, unless the member orders before`);
}

const awaited = (rule: string, at: string | undefined, what: string): Awaited | undefined =>
  at === undefined ? undefined : { rule, at, what };
