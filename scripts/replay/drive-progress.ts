const LINE_EVERY_MS = 2_000;

/** Says how far a replay is: a line at most every two seconds, with the rate and the time left. */
export function createProgress(total: number, write: (line: string) => void): (done: number) => void {
  const startMs = performance.now();
  let saidMs = startMs;
  return (done) => {
    const nowMs = performance.now();
    if (nowMs - saidMs < LINE_EVERY_MS && done < total) return;
    saidMs = nowMs;
    const seconds = (nowMs - startMs) / 1000;
    const rate = done / Math.max(seconds, 0.001);
    const leftSeconds = Math.round((total - done) / Math.max(rate, 0.001));
    write(`${done} of ${total} events, ${Math.round(rate)} a second, ${formatDuration(leftSeconds)} left\n`);
  };
}

function formatDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
