/**
 * Tables full of members. A member of each kind lives its year by the product ({@link live}); the others are copies of its
 * items, byte for byte but for the id, their shard of the due index, and when their watch is due.
 */
import { SCAN_RULE } from '../../lambdas/churn/watch.ts';
import { addDays, startOfDay } from '../../lambdas/kernel/calendar.ts';
import { dueAttributes } from '../../lambdas/kernel/due.ts';
import { memberShard } from '../../lambdas/kernel/ids.ts';
import { programme } from '../../lambdas/kernel/programme.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { startTable, type TestTable } from '../../test/contract/engine.ts';
import { type Life, live, SHARDS } from './member-life.ts';

/** The programme-zone date that is scanned. */
export const TODAY = '2026-06-10';
/** On this day the first kind becomes at risk, the second dormant, the third churned. */
const DUE_LIVES: readonly Life[] = [
  { orders: [121, 61], lastVisit: 20 },
  { orders: [101, 41], lastVisit: 31 },
  { orders: [231, 181], lastVisit: 10 },
];
/** Ordered lately, so that points of it still wait. */
const COMING_LIFE: Life = { orders: [69, 9], lastVisit: 5 };
const COMING_DAYS = 30;

const DAY_MS = 86_400_000;
const BATCH_ITEMS = 25;
const WRITERS = 4;
const PROGRESS_EVERY = 10_000;
/** As long as the ids of the copies, so that those have the same sizes. */
const ORIGINAL_ID = 'm-ORIGIN';

/** An item on the wire. */
type WireItem = Readonly<Record<string, { readonly S?: string }>>;
/** The items of a member, as JSON. */
type Original = readonly string[];

export interface Originals {
  readonly due: readonly Original[];
  readonly coming: Original;
}

export async function makeOriginals(): Promise<Originals> {
  const due: Original[] = [];
  for (const life of DUE_LIVES) due.push(await originalOf(life, (dueSK) => dueSK.startsWith(`${startAt(TODAY)}#`)));
  return { due, coming: await originalOf(COMING_LIFE, (dueSK) => dueSK >= startAt(addDays(TODAY, 1))) };
}

/** @param isDueThen whether the watch is due when it should be, by what the product found */
async function originalOf(life: Life, isDueThen: (dueSK: string) => boolean): Promise<Original> {
  const table = await startTable();
  try {
    await live(table, ORIGINAL_ID, life, TODAY);
    const { Items } = await table.engine.call<{ Items: WireItem[] }>('DynamoDB_20120810.Scan', {
      TableName: table.name,
    });
    const watch = Items.find(isWatch);
    const dueSK = watch?.['dueSK']?.S ?? 'never';
    if (!dueSK.includes(`#${SCAN_RULE}#`) || !isDueThen(dueSK)) throw new Error(`the watch is due ${dueSK}`);
    return Items.map((item) => JSON.stringify(item)).filter((text) => text.includes(ORIGINAL_ID));
  } finally {
    await table.stop();
  }
}

/** Writes members 0 … `count` − 1, of whom the first `dueCount` have a watch that is due on the day. */
export async function writeMembers(
  { engine, name }: TestTable,
  originals: Originals,
  count: number,
  dueCount: number,
): Promise<number> {
  const items = membersItems(originals, count, dueCount);
  let written = 0;
  const write = async () => {
    // Nobody else takes from the iterator between two awaits.
    for (let batch = take(items); batch.length > 0; batch = take(items)) {
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems } = await engine.call('DynamoDB_20120810.BatchWriteItem', {
        RequestItems: { [name]: requests },
      });
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('the engine left items unwritten');
      written += batch.length;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return written;
}

function take(items: Iterator<WireItem>): readonly WireItem[] {
  const batch: WireItem[] = [];
  while (batch.length < BATCH_ITEMS) {
    const { value, done } = items.next();
    if (done === true) break;
    batch.push(value);
  }
  return batch;
}

function* membersItems({ due, coming }: Originals, count: number, dueCount: number): Generator<WireItem, undefined> {
  for (let index = 0; index < count; index += 1) {
    const memberId = `m-${String(index).padStart(6, '0')}`;
    const isDue = index < dueCount;
    const original = (isDue ? due[index % due.length] : coming) ?? coming;
    // Over the day, or over the weeks to come.
    const share = isDue ? index / dueCount : 1 + (COMING_DAYS * (index - dueCount)) / (count - dueCount);
    const dueAt = new Date(Date.parse(startAt(TODAY)) + Math.floor(share * DAY_MS)).toISOString();
    for (const text of original) yield copyOf(text, memberId, dueAt);
    if ((index + 1) % PROGRESS_EVERY === 0) process.stderr.write(`${index + 1} of ${count} members\n`);
  }
  return undefined;
}

function copyOf(text: string, memberId: string, watchDueAt: string): WireItem {
  const item = JSON.parse(text.replaceAll(ORIGINAL_ID, memberId)) as WireItem;
  if (isWatch(item)) {
    const { duePK, dueSK } = dueAttributes(watchDueAt, SCAN_RULE, memberId, SHARDS, 'daily');
    return { ...item, nextMoveAt: { S: watchDueAt }, duePK: { S: duePK }, dueSK: { S: dueSK } };
  }
  const lane = item['duePK']?.S?.replace(/\d+$/, '');
  return lane === undefined ? item : { ...item, duePK: { S: `${lane}${memberShard(memberId, SHARDS)}` } };
}

const isWatch = ({ SK }: WireItem): boolean => SK?.S === keys.watch('').SK;

const startAt = (day: string): string => new Date(startOfDay(day, programme.timeZone)).toISOString();
