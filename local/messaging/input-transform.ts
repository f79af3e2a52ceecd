import type { RuleTargetSpec } from '../deployment.ts';
import type { BusEvent } from './bus-event.ts';

/** What a rule's target gets: the whole event, a constant, a part of it, or a template filled from it; as text. */
export function transformInput(target: RuleTargetSpec, event: BusEvent): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(valueAt(event, target.inputPath) ?? null);
  if (target.inputTransformer === undefined) return JSON.stringify(event);
  const { paths, template } = target.inputTransformer;
  // A quoted placeholder stands for text, a bare one for JSON, as the service fills them.
  return template.replace(/"<([^<>"]+)>"|<([^<>"]+)>/g, (_, quoted?: string, bare?: string) => {
    const value = placeholder(event, paths, quoted ?? bare ?? '');
    if (quoted === undefined) return JSON.stringify(value ?? null);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value ?? ''));
  });
}

function placeholder(event: BusEvent, paths: Readonly<Record<string, string>>, name: string): unknown {
  if (name === 'aws.events.event') return event;
  if (name === 'aws.events.event.json') return JSON.stringify(event);
  if (name === 'aws.events.event.ingestion-time') return event.time;
  const path = paths[name];
  if (path === undefined) throw new Error(`the input template names <${name}>, which its paths do not define`);
  return valueAt(event, path);
}

/** A JSON path of plain steps, such as `$.detail.order_id`. */
function valueAt(event: unknown, path: string): unknown {
  if (!/^\$(\.[\w-]+)*$/.test(path))
    throw new Error(`the input path ${path} is not supported: expected steps such as $.detail.id`);
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], event);
}
