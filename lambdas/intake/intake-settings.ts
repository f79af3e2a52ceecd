import { ORDER_EVENTS, type Programme } from '../../programmes/programme.ts';
import type { IntakeSettings } from './accepted-call.ts';

/** What intake takes from the programme, in the form it asks it. */
export function intakeSettings({ country, actions, clientEvents, customEvents }: Programme): IntakeSettings {
  const properties = Object.entries(actions).flatMap(([event, { oncePer }]) =>
    oncePer === undefined ? [] : [[event, oncePer] as const],
  );
  return {
    country,
    orderEvents: new Set(ORDER_EVENTS),
    actions: new Set(Object.keys(actions)),
    clientEvents: new Set(clientEvents),
    customEvents: new Map(Object.entries(customEvents)),
    actionProperties: new Map(properties),
  };
}
