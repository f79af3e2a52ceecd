import type { LocalSystem } from '../../local/system.ts';

const LINES_SHOWN_MAX = 20;

/** What the running system has to say about why something did not happen: warnings, errors, refusals, filters. */
export function diagnose(system: LocalSystem): string {
  const loud = system.logs
    .lines()
    .filter(({ level }) => level === 'WARN' || level === 'ERROR')
    .slice(-LINES_SHOWN_MAX)
    .map(({ level, source, message }) => `${level} ${source}: ${message}`);
  const silent = system
    .status()
    .streams.filter(({ done, pending, skipped }) => skipped > 0 && done + pending === 0)
    .map(({ path, skipped }) => `stream mapping ${path} read ${skipped} records and its filters let none of them in`);
  const idle = system
    .status()
    .buses.flatMap(({ accepted, rules }) => (accepted > 0 ? rules : []))
    .filter(({ matched }) => matched === 0)
    .map(({ path }) => `rule ${path} matched none of the events on its bus`);
  const findings = [...loud, ...silent, ...idle];
  return findings.length === 0 ? 'the system reports nothing wrong' : findings.join('\n');
}

/** Fails with the expectation and, below it, what the system itself reports. */
export function expectThat(system: LocalSystem, holds: boolean, expectation: string): asserts holds {
  if (!holds) throw new Error(`${expectation}\n${diagnose(system)}`);
}
