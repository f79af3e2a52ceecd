import { Tally } from './counts.ts';
import { itemCounts } from './item-counts.ts';

type Item = Readonly<Record<string, unknown>>;

const PROGRESS_EVERY = 10_000;

export interface CounterDifference {
  /** `<name>#<period>#<dimension>`. */
  readonly counter: string;
  readonly counted: number;
  readonly expected: number;
}

export interface CounterProof {
  readonly items: number;
  /** Items that count for something. */
  readonly counted: number;
  /** Counters that are not zero. */
  readonly counters: number;
  /** Items that are not what their type says, and count for nothing. */
  readonly unreadable: number;
  readonly differences: readonly CounterDifference[];
}

/**
 * Compares all counters with what the items say they should be, by the rule that the stream counts with, on items as a
 * reader of the whole table gets them.
 */
export const createProveCounters =
  (timeZone: string) =>
  async (pages: AsyncIterable<readonly Item[]>, onProgress: (items: number) => void): Promise<CounterProof> => {
    const [expected, counted] = [new Tally(), new Tally()];
    const figures = { items: 0, counted: 0, unreadable: 0 };
    for await (const items of pages) {
      for (const item of items) {
        figures.items += 1;
        if (figures.items % PROGRESS_EVERY === 0) onProgress(figures.items);
        if (item['entityType'] === 'Counter') counted.addTo(keyOf(item), Number(item['total']));
        const counts = itemCounts(item, timeZone, () => {
          figures.unreadable += 1;
        });
        if (counts.size > 0) figures.counted += 1;
        expected.addAll(counts);
      }
    }
    return { ...figures, counters: counted.size, differences: differencesOf(counted, expected) };
  };

/** A counter's key without the shard that counted it. */
function keyOf({ PK, SK }: Item): string {
  const [, name, period] = String(PK).split('#');
  return `${name}#${period}#${SK}`;
}

function differencesOf(counted: Tally, expected: Tally): readonly CounterDifference[] {
  const [has, should] = [counted.counts(), expected.counts()];
  return [...new Set([...has.keys(), ...should.keys()])]
    .map((counter) => ({ counter, counted: has.get(counter) ?? 0, expected: should.get(counter) ?? 0 }))
    .filter((each) => each.counted !== each.expected)
    .sort((a, b) => (a.counter < b.counter ? -1 : 1));
}
