/**
 * Gathers the calls of one turn of the event loop, so that ten messages that each want an item ask the table once.
 * `run` answers in the order of what it is given; what it throws fails each of them.
 */
export function coalesce<Wanted, Answer>(
  run: (wanted: readonly Wanted[]) => Promise<readonly Answer[]>,
  sizeMax: number,
): (wanted: Wanted) => Promise<Answer> {
  let gathered: Call<Wanted, Answer>[] = [];
  const flush = () => {
    const calls = gathered;
    gathered = [];
    for (let start = 0; start < calls.length; start += sizeMax)
      void answerAll(calls.slice(start, start + sizeMax), run);
  };
  return (wanted) =>
    new Promise((resolve, reject) => {
      if (gathered.length === 0) setImmediate(flush);
      gathered.push({ wanted, resolve, reject });
    });
}

interface Call<Wanted, Answer> {
  readonly wanted: Wanted;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

async function answerAll<Wanted, Answer>(
  calls: readonly Call<Wanted, Answer>[],
  run: (wanted: readonly Wanted[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await run(calls.map(({ wanted }) => wanted));
    for (const [index, { resolve }] of calls.entries()) resolve(answers[index] as Answer);
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}
