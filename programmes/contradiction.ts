import { KPIS, type KpiTarget } from './kpi.ts';

/** Events that move value by what the shop says of an order; no programme can hand them to a public key. */
export const ORDER_EVENTS = [
  'Order Placed',
  'Order Completed',
  'Order Delivered',
  'Order Refunded',
  'Order Returned',
  'Order Cancelled',
] as const;

interface AgreeingRule {
  readonly id: string;
  readonly when?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
}

/** The parts of a programme that have to agree with one another. */
export interface Agreeing {
  readonly actions: Readonly<Record<string, { readonly cap?: unknown; readonly oncePer?: string | undefined }>>;
  readonly earning: { readonly rules?: readonly AgreeingRule[] | undefined };
  readonly adjustments: { readonly writeMax: number; readonly adminMax: number };
  readonly clientEvents: readonly string[];
  readonly customEvents: Readonly<Record<string, readonly string[]>>;
  readonly targets: Readonly<Record<string, KpiTarget>>;
}

export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** Where parts that hold by themselves do not hold together. */
export function findContradictions(programme: Agreeing): Contradiction[] {
  return [
    ...contradictingRules(programme),
    ...contradictingActions(programme),
    ...contradictingClientEvents(programme),
    ...contradictingCustomEvents(programme),
    ...contradictingAdjustments(programme),
    ...contradictingTargets(programme),
  ];
}

function contradictingRules({ earning: { rules = [] } }: Agreeing): Contradiction[] {
  return rules.flatMap(({ id, when: { from, to } = {} }, index) => {
    const path = ['earning', 'rules', index];
    if (rules.findIndex((rule) => rule.id === id) < index) return [{ path, expected: 'each id once' }];
    if (from === undefined || to === undefined || from < to) return [];
    return [{ path: [...path, 'when', 'to'], expected: `after from, which is ${from}` }];
  });
}

function contradictingActions({ actions }: Agreeing): Contradiction[] {
  return Object.entries(actions).flatMap(([name, { cap, oncePer }]) => {
    const path = ['actions', name];
    if (isOrderEvent(name)) return [{ path, expected: 'an event that is not one of an order' }];
    // What can be repeated for ever is a way to any number of points.
    if (cap === undefined && oncePer === undefined) return [{ path, expected: 'a cap, oncePer, or both' }];
    return [];
  });
}

function contradictingClientEvents({ actions, clientEvents }: Agreeing): Contradiction[] {
  return clientEvents.flatMap((name, index) => {
    const path = ['clientEvents', index];
    if (Object.hasOwn(actions, name) || isOrderEvent(name)) {
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
    if (kpi.unit === 'ratio' && Math.max(target, ...milestones) > 1) return [{ path, expected: 'ratios from 0 to 1' }];
    const sign = kpi.direction === 'up' ? 1 : -1;
    const steps = [...milestones, target];
    const leads = steps.every((step, index) => index === 0 || sign * step > sign * (steps[index - 1] ?? 0));
    return leads ? [] : [{ path: [...path, 'milestones'], expected: 'steps that lead to the target' }];
  });
}

function isOrderEvent(name: string): boolean {
  return ORDER_EVENTS.some((each) => each === name);
}
