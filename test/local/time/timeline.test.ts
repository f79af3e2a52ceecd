import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MovableClock } from '../../../local/time/clock.ts';
import { Timeline, type TimerKind } from '../../../local/time/timeline.ts';
import { Work } from '../../../local/time/work.ts';

const HOUR_MS = 3_600_000;

let clock: MovableClock;
let work: Work;
let timeline: Timeline;

beforeEach(() => start());
afterEach(() => timeline.stop());

function start(): void {
  timeline?.stop();
  clock = new MovableClock();
  work = new Work();
  timeline = new Timeline(clock, work);
}

const kind = fc.constantFrom<TimerKind>('work', 'schedule');
// Hours, so that no timer comes due by itself while a test runs; few of them, so that many fall together.
const plannedTimers = fc.array(fc.record({ hours: fc.integer({ min: 1, max: 5 }), kind, isCancelled: fc.boolean() }), {
  maxLength: 40,
});

test('whatever is planned and cancelled, moving fires what is due and nothing else, by instant and then by registration', async () => {
  await fc.assert(
    fc.asyncProperty(plannedTimers, fc.integer({ min: 0, max: 6 }), async (planned, untilHours) => {
      start();
      const originMs = timeline.now();
      const fired: number[] = [];
      const timers = planned.map((each, index) =>
        timeline.at(originMs + each.hours * HOUR_MS, each.kind, `timer ${index}`, () => {
          expect(timeline.now()).toBeGreaterThanOrEqual(originMs + each.hours * HOUR_MS);
          fired.push(index);
        }),
      );
      planned.forEach((each, index) => {
        if (each.isCancelled) timers[index]?.cancel();
      });
      const { firedCount } = await timeline.advanceTo(originMs + untilHours * HOUR_MS);
      const expected = planned
        .map((each, index) => ({ ...each, index }))
        .filter(({ isCancelled, hours }) => !isCancelled && hours <= untilHours)
        .sort((a, b) => a.hours - b.hours || a.index - b.index)
        .map(({ index }) => index);
      expect(fired).toEqual(expected);
      expect(firedCount).toBe(expected.length);
      expect(timeline.now()).toBeGreaterThanOrEqual(originMs + untilHours * HOUR_MS);
    }),
  );
});

test('settling ends with no work left, and fires a schedule only if work comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(plannedTimers, async (planned) => {
      start();
      const originMs = timeline.now();
      for (const [index, each] of planned.entries()) {
        const timer = timeline.at(originMs + each.hours * HOUR_MS, each.kind, `timer ${index}`, () => undefined);
        if (each.isCancelled) timer.cancel();
      }
      const alive = planned.filter(({ isCancelled }) => !isCancelled);
      const lastWorkHours = Math.max(0, ...alive.filter((each) => each.kind === 'work').map(({ hours }) => hours));
      await timeline.settle();
      expect(timeline.pending('work')).toEqual([]);
      const left = timeline.pending('schedule').map(({ atMs }) => atMs);
      expect(left.every((atMs) => atMs >= originMs + lastWorkHours * HOUR_MS)).toBe(true);
      const later = alive.filter((each) => each.kind === 'schedule' && each.hours > lastWorkHours);
      expect(left.length).toBeGreaterThanOrEqual(later.length);
    }),
  );
});

test('moving in two steps fires the same as moving in one', async () => {
  await fc.assert(
    fc.asyncProperty(plannedTimers, fc.integer({ min: 0, max: 6 }), async (planned, firstHours) => {
      const runWith = async (stops: readonly number[]) => {
        start();
        const originMs = timeline.now();
        const fired: number[] = [];
        planned.forEach((each, index) => {
          timeline.at(originMs + each.hours * HOUR_MS, each.kind, `timer ${index}`, () => void fired.push(index));
        });
        for (const hours of stops) await timeline.advanceTo(originMs + hours * HOUR_MS);
        return fired;
      };
      expect(await runWith([firstHours, 6])).toEqual(await runWith([6]));
    }),
  );
});

test('a timer that is set while another fires is fired on the same move, if it is due', async () => {
  const originMs = timeline.now();
  const hoursFired: number[] = [];
  const repeat = (hours: number): void => {
    timeline.at(originMs + hours * HOUR_MS, 'schedule', 'hourly', () => {
      hoursFired.push(hours);
      repeat(hours + 1);
    });
  };
  repeat(1);
  await timeline.advanceTo(originMs + 4 * HOUR_MS);
  expect(hoursFired).toEqual([1, 2, 3, 4]);
  expect(timeline.pending('schedule')).toHaveLength(1);
});

test('the clock does not go on before the work that a timer began is done', async () => {
  const originMs = timeline.now();
  const seen: string[] = [];
  timeline.at(originMs + HOUR_MS, 'schedule', 'first', () => {
    const end = work.begin('slow');
    setTimeout(() => {
      seen.push(`first ended, clock at ${Math.floor((timeline.now() - originMs) / HOUR_MS)} h`);
      end();
    }, 20);
  });
  timeline.at(originMs + 2 * HOUR_MS, 'schedule', 'second', () => void seen.push('second'));
  await timeline.advanceTo(originMs + 3 * HOUR_MS);
  expect(seen).toEqual(['first ended, clock at 1 h', 'second']);
});

test('two moves that are asked for together run one after the other', async () => {
  const originMs = timeline.now();
  let running = 0;
  for (const hours of [1, 2, 3, 4]) {
    timeline.at(originMs + hours * HOUR_MS, 'schedule', `at ${hours} h`, async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
    });
  }
  const moves = [timeline.advanceTo(originMs + 2 * HOUR_MS), timeline.advanceTo(originMs + 4 * HOUR_MS)];
  expect((await Promise.all(moves)).map(({ firedCount }) => firedCount)).toEqual([2, 2]);
});

test('a timer that fails fails the move, gives its work back, and leaves the later timers', async () => {
  const originMs = timeline.now();
  const fired: string[] = [];
  timeline.at(originMs + HOUR_MS, 'work', 'broken', () => Promise.reject(new Error('made to fail')));
  timeline.at(originMs + 2 * HOUR_MS, 'work', 'sound', () => void fired.push('sound'));
  await expect(timeline.advanceTo(originMs + 3 * HOUR_MS)).rejects.toThrow('made to fail');
  expect(work.isQuiet).toBe(true);
  expect(fired).toEqual([]);
  await timeline.advanceTo(originMs + 3 * HOUR_MS);
  expect(fired).toEqual(['sound']);
});

test('work that never ends is named', async () => {
  const again = (): void => {
    timeline.after(1_000, 'work', 'retry without end', again);
  };
  again();
  await expect(timeline.settle()).rejects.toThrow('"retry without end"');
});

test('settling says how far it moved the clock, waiting not counted', async () => {
  timeline.after(HOUR_MS, 'work', 'retry', () => new Promise((resolve) => setTimeout(resolve, 30)));
  const { advancedMs } = await timeline.settle();
  expect(Math.abs(advancedMs - HOUR_MS)).toBeLessThan(1_000);
});

test('in real time a timer fires by itself, and one that was cancelled or cleared does not', async () => {
  const fired: string[] = [];
  timeline.after(20, 'work', 'cancelled', () => void fired.push('cancelled')).cancel();
  timeline.after(10, 'work', 'cleared', () => void fired.push('cleared'));
  timeline.clear();
  await new Promise<void>((resolve) => {
    timeline.after(30, 'work', 'kept', () => {
      fired.push('kept');
      resolve();
    });
  });
  expect(fired).toEqual(['kept']);
});

test('cancelling a timer twice, or after it fired, changes nothing for the others', async () => {
  const originMs = timeline.now();
  const fired: string[] = [];
  const first = timeline.at(originMs + HOUR_MS, 'work', 'first', () => void fired.push('first'));
  const gone = timeline.at(originMs + HOUR_MS, 'work', 'gone', () => void fired.push('gone'));
  timeline.at(originMs + 2 * HOUR_MS, 'work', 'last', () => void fired.push('last'));
  gone.cancel();
  gone.cancel();
  await timeline.advanceTo(originMs + HOUR_MS);
  first.cancel();
  expect(timeline.pending('work').map(({ label }) => label)).toEqual(['last']);
  await timeline.settle();
  expect(fired).toEqual(['first', 'last']);
});

test('the clock never goes back, except when it is reset', () => {
  const aheadMs = clock.now() + HOUR_MS;
  clock.moveTo(aheadMs);
  clock.moveTo(aheadMs - HOUR_MS);
  expect(clock.now()).toBeGreaterThanOrEqual(aheadMs);
  clock.reset();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
});

test('a token that is given back twice counts once', async () => {
  const end = work.begin('one');
  const endOther = work.begin('other');
  end();
  end();
  expect(work.isQuiet).toBe(false);
  expect(work.outstanding()).toEqual({ other: 1 });
  endOther();
  await work.quiet();
  expect(work.outstanding()).toEqual({});
});
