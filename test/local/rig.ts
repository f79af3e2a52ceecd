import { LogBook, type LogLine } from '../../local/compute/log-book.ts';
import { MovableClock } from '../../local/time/clock.ts';
import { Timeline } from '../../local/time/timeline.ts';
import { Work } from '../../local/time/work.ts';

/** A clock, its timeline and a log: what every part of the local run stands on. */
export function createRig() {
  const clock = new MovableClock();
  const work = new Work();
  const timeline = new Timeline(clock, work);
  const logs = new LogBook(clock);
  const warnings = () => logs.lines({ level: 'WARN' }).map(({ message }: LogLine) => message);
  return { clock, work, timeline, logs, warnings };
}

export type Rig = ReturnType<typeof createRig>;
