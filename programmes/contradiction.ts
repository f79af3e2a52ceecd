import { findCareContradictions } from './care-contradiction.ts';
import type { CareProgramme } from './care-schema.ts';
import { KPIS, type KpiTarget } from './kpi.ts';
import { findLifecycleContradictions } from './lifecycle-contradiction.ts';
import type { LifecycleProgramme } from './lifecycle-schema.ts';
import { findOutreachContradictions } from './outreach-contradiction.ts';
import type { OutreachProgramme } from './outreach-schema.ts';
import type { Contradiction } from './programme-error.ts';
import { idOfSurvey, namedSurvey, READY_SURVEYS } from './ready-surveys.ts';
import { findSurveyContradictions } from './survey-contradiction.ts';
import { askingTopics, leadsToLeaversSurvey } from './survey-link.ts';
import type { SurveyList } from './survey-schema.ts';
import { TICKET_EVENTS } from './ticket.ts';

/** Events that move value by what the shop says of an order; no programme can hand them to a public key. */
export const ORDER_EVENTS = [
  'Order Placed',
  'Order Completed',
  'Order Delivered',
  'Order Refunded',
  'Order Returned',
  'Order Cancelled',
] as const;

/** Actions under which the product books by itself, and what for. */
const OWN_ACTIONS: Readonly<Record<string, string>> = {
  Birthday: 'which the gift of the birthday has',
  'Survey answered': 'which the points for an answer have',
};

interface AgreeingRule {
  readonly id: string;
  readonly tiers?: readonly string[] | undefined;
  readonly when?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
}

interface AgreeingLevel {
  readonly id: string;
  readonly condition: Readonly<Record<string, unknown>> & { readonly amount?: number | undefined };
}

/** The parts of a programme that have to agree with one another. */
export interface Agreeing {
  readonly actions: Readonly<Record<string, { readonly cap?: unknown; readonly oncePer?: string | undefined }>>;
  readonly earning: { readonly rules?: readonly AgreeingRule[] | undefined };
  readonly tiers?: { readonly levels: readonly AgreeingLevel[] } | undefined;
  readonly privileges: readonly AgreeingRule[];
  readonly outreach?: OutreachProgramme | undefined;
  readonly lifecycle: LifecycleProgramme;
  readonly care?: CareProgramme | undefined;
  readonly surveys: SurveyList;
  readonly adjustments: { readonly writeMax: number; readonly adminMax: number };
  readonly clientEvents: readonly string[];
  readonly customEvents: Readonly<Record<string, readonly string[]>>;
  readonly targets: Readonly<Record<string, KpiTarget>>;
}

/** Where parts that hold by themselves do not hold together. */
export function findContradictions(programme: Agreeing): Contradiction[] {
  return [
    ...contradictingTimes(['earning', 'rules'], programme.earning.rules ?? []),
    ...contradictingTimes(['privileges'], programme.privileges),
    ...contradictingTiers(programme),
    ...unknownTiers(['earning', 'rules'], programme.earning.rules ?? [], programme),
    ...unknownTiers(['privileges'], programme.privileges, programme),
    ...contradictingActions(programme),
    ...contradictingClientEvents(programme),
    ...contradictingCustomEvents(programme),
    ...contradictingAdjustments(programme),
    ...contradictingTargets(programme),
    ...contradictingOutreach(programme),
    ...contradictingLifecycle(programme),
    ...contradictingCare(programme),
    ...contradictingSurveys(programme),
    ...contradictingSurveyLinks(programme),
  ];
}

function contradictingTimes(at: readonly string[], rules: readonly AgreeingRule[]): Contradiction[] {
  return rules.flatMap(({ id, when: { from, to } = {} }, index) => {
    const path = [...at, index];
    if (rules.findIndex((rule) => rule.id === id) < index) return [{ path, expected: 'each id once' }];
    if (from === undefined || to === undefined || from < to) return [];
    return [{ path: [...path, 'when', 'to'], expected: `after from, which is ${from}` }];
  });
}

/** Tiers go up: only the first may ask for nothing, and each asks for more than those below it. */
function contradictingTiers({ tiers }: Agreeing): Contradiction[] {
  const { levels = [] } = tiers ?? {};
  return levels.flatMap(({ id, condition }, index) => {
    const path = ['tiers', 'levels', index];
    const below = levels.slice(0, index);
    if (below.some((level) => level.id === id)) return [{ path, expected: 'each id once' }];
    const isForAll = Object.values(condition).every((each) => each === undefined);
    if (isForAll && index > 0) return [{ path: [...path, 'condition'], expected: 'a condition, above the first tier' }];
    const line = Math.max(0, ...below.map((level) => level.condition.amount ?? 0));
    const isHigher = condition.amount === undefined || condition.amount > line;
    return isHigher ? [] : [{ path: [...path, 'condition', 'amount'], expected: `more than ${line}, as below it` }];
  });
}

function unknownTiers(
  at: readonly string[],
  rules: readonly AgreeingRule[],
  { tiers: { levels = [] } = { levels: [] } }: Agreeing,
): Contradiction[] {
  return rules.flatMap(({ tiers = [] }, index) =>
    tiers.flatMap((tier, place) =>
      levels.some(({ id }) => id === tier)
        ? []
        : [{ path: [...at, index, 'tiers', place], expected: 'the id of a tier' }],
    ),
  );
}

function contradictingActions({ actions }: Agreeing): Contradiction[] {
  return Object.entries(actions).flatMap(([name, { cap, oncePer }]) => {
    const path = ['actions', name];
    if (isOrderEvent(name)) return [{ path, expected: 'an event that is not one of an order' }];
    const own = Object.hasOwn(OWN_ACTIONS, name) ? OWN_ACTIONS[name] : undefined;
    if (own !== undefined) return [{ path, expected: `an event with another name, ${own}` }];
    // What can be repeated for ever is a way to any number of points.
    if (cap === undefined && oncePer === undefined) return [{ path, expected: 'a cap, oncePer, or both' }];
    return [];
  });
}

function contradictingClientEvents({ actions, clientEvents }: Agreeing): Contradiction[] {
  return clientEvents.flatMap((name, index) => {
    const path = ['clientEvents', index];
    if (Object.hasOwn(actions, name) || isOrderEvent(name) || isTicketEvent(name)) {
      return [{ path, expected: 'an event that moves no value, since a client key is public' }];
    }
    return clientEvents.indexOf(name) < index ? [{ path, expected: 'each event once' }] : [];
  });
}

function contradictingCustomEvents({ customEvents }: Agreeing): Contradiction[] {
  return Object.entries(customEvents).flatMap(([name, properties]) => [
    ...(isOrderEvent(name) ? [{ path: ['customEvents', name], expected: 'an event that is not one of an order' }] : []),
    ...properties.flatMap((property, index) =>
      properties.indexOf(property) < index
        ? [{ path: ['customEvents', name, index], expected: 'each property once' }]
        : [],
    ),
  ]);
}

function contradictingAdjustments({ adjustments: { writeMax, adminMax } }: Agreeing): Contradiction[] {
  const expected = `at most adminMax, which is ${adminMax}`;
  return writeMax > adminMax ? [{ path: ['adjustments', 'writeMax'], expected }] : [];
}

/** Steps lead to their target: each is nearer to it than the one before. */
function contradictingTargets({ targets }: Agreeing): Contradiction[] {
  return Object.entries(targets).flatMap(([id, { target, milestones = [] }]) => {
    const kpi = KPIS.find((each) => each.id === id);
    const path = ['targets', id];
    if (kpi === undefined) return [];
    if (kpi.direction === 'none') return [{ path, expected: 'a KPI of which more or less is better' }];
    const isShare = kpi.unit === 'ratio' || kpi.unit === 'nps';
    if (isShare && Math.max(target, ...milestones) > 1) return [{ path, expected: 'ratios from 0 to 1' }];
    const sign = kpi.direction === 'up' ? 1 : -1;
    const steps = [...milestones, target];
    const leads = steps.every((step, index) => index === 0 || sign * step > sign * (steps[index - 1] ?? 0));
    return leads ? [] : [{ path: [...path, 'milestones'], expected: 'steps that lead to the target' }];
  });
}

function contradictingOutreach({ outreach }: Agreeing): Contradiction[] {
  if (outreach === undefined) return [];
  return findOutreachContradictions(outreach).map(({ path, expected }) => ({ path: ['outreach', ...path], expected }));
}

function contradictingLifecycle({ lifecycle, outreach }: Agreeing): Contradiction[] {
  const found = findLifecycleContradictions(lifecycle, outreach !== undefined);
  return found.map(({ path, expected }) => ({ path: ['lifecycle', ...path], expected }));
}

function contradictingCare({ care, outreach }: Agreeing): Contradiction[] {
  if (care === undefined) return [];
  const found = findCareContradictions(care, outreach !== undefined);
  return found.map(({ path, expected }) => ({ path: ['care', ...path], expected }));
}

function contradictingSurveys({ surveys, outreach, tiers }: Agreeing): Contradiction[] {
  if (outreach === undefined && surveys.length > 0) {
    return [{ path: ['surveys'], expected: 'outreach beside it: nobody is asked unless they are written to' }];
  }
  const known = {
    topics: (outreach?.topics ?? []).map(({ id }) => id),
    asking: askingTopics(outreach),
    tiers: (tiers?.levels ?? []).map(({ id }) => id),
  };
  const ids = surveys.map(idOfSurvey);
  const leavers = surveys.findIndex((each) => namedSurvey(each)?.kind === 'leavers');
  return surveys.flatMap((each, index): Contradiction[] => {
    const path = ['surveys', index];
    const survey = namedSurvey(each);
    if (ids.indexOf(ids[index] ?? '') < index) return [{ path, expected: 'each id once' }];
    if (survey === undefined) {
      return [{ path, expected: `a ready survey: ${Object.keys(READY_SURVEYS).join(', ')}; or one of your own` }];
    }
    if (survey.kind === 'leavers' && index > leavers) return [{ path, expected: 'one survey of the kind leavers' }];
    return findSurveyContradictions(survey, known).map(({ path: steps, expected }) =>
      typeof each === 'string'
        ? { path, expected: `of ${steps.join('.')} ${expected}, which it is made for` }
        : { path: [...path, 'survey', ...steps], expected },
    );
  });
}

/** A message that leads those who left to their survey needs one. */
function contradictingSurveyLinks({ surveys, outreach }: Agreeing): Contradiction[] {
  if (outreach === undefined || surveys.some((each) => namedSurvey(each)?.kind === 'leavers')) return [];
  return outreach.messages.flatMap((each, index) =>
    leadsToLeaversSurvey(each)
      ? [{ path: ['outreach', 'messages', index], expected: 'a survey of the kind leavers, which it leads to' }]
      : [],
  );
}

function isOrderEvent(name: string): boolean {
  return ORDER_EVENTS.some((each) => each === name);
}

function isTicketEvent(name: string): boolean {
  return TICKET_EVENTS.some((each) => each === name);
}
