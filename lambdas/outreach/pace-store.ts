import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Channel } from './contact-message.ts';
import { type Grant, MINUTE_SECONDS, minuteStartOf, planGrants, type TakenGrants } from './pace.ts';

export interface PaceStore {
  /**
   * Takes so many grants of a channel, the earliest from a second on (seconds since the epoch) that are free: fewer where
   * the hour from then on has no room for all. None that is taken is lost by that.
   */
  take(channel: Channel, from: number, count: number, ratePerSecond: number): Promise<readonly Grant[]>;
}

const KEPT_SECONDS = 86_400;
/** An hour ahead; whoever gets too few has to come later. */
const MINUTES_MAX = 60;
/** Two a minute, and as many for what others take meanwhile. */
const ATTEMPTS_MAX = 4 * MINUTES_MAX;
const NAMES = Array.from({ length: MINUTE_SECONDS }, (_, second) => `s${second}`);
const NONE: TakenGrants = NAMES.map(() => 0);

/**
 * Grants are counted in the table, by channel and minute, each second by itself: senders share them, and one that finds
 * a second full learns by the refusal which are not.
 */
export function createPaceStore(table: Table): PaceStore {
  /** What was seen of a minute last; it only ever grows. */
  const seen = new Map<string, TakenGrants>();

  async function takeOfMinute(
    channel: Channel,
    minuteStart: number,
    planned: readonly Grant[],
    rate: number,
  ): Promise<TakenGrants | 'TAKEN'> {
    const minute = new Date(minuteStart * 1000).toISOString().slice(0, 16);
    const names = planned.map(({ second }) => NAMES[second - minuteStart] ?? '');
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { ...keys.pace(channel, minute) },
          UpdateExpression: `SET entityType = :type, ttlEpochSeconds = :ttl ADD ${names.map((name, at) => `${name} :n${at}`).join(', ')}`,
          ConditionExpression: names
            .map((name, at) => `(attribute_not_exists(${name}) OR ${name} <= :room${at})`)
            .join(' AND '),
          ExpressionAttributeValues: {
            ':type': 'Pace',
            ':ttl': minuteStart + KEPT_SECONDS,
            ...Object.fromEntries(
              planned.flatMap(({ count }, at) => [
                [`:n${at}`, count],
                [`:room${at}`, rate - count],
              ]),
            ),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'TAKEN';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = error.Item === undefined ? {} : unmarshall(error.Item as Parameters<typeof unmarshall>[0]);
      return NAMES.map((name) => Number(found[name] ?? 0));
    }
  }

  return {
    async take(channel, from, count, ratePerSecond) {
      const taken: Grant[] = [];
      let left = count;
      let start = minuteStartOf(from);
      const lastStart = start + MINUTES_MAX * MINUTE_SECONDS;
      for (let attempt = 0; left > 0 && attempt < ATTEMPTS_MAX && start < lastStart; attempt += 1) {
        const name = `${channel} ${start}`;
        const known = seen.get(name) ?? NONE;
        const planned = planGrants(known, start, from, left, ratePerSecond);
        if (planned.length === 0) {
          start += MINUTE_SECONDS;
          continue;
        }
        const answer = await takeOfMinute(channel, start, planned, ratePerSecond);
        if (seen.size > MINUTES_MAX * 2) seen.clear();
        if (answer === 'TAKEN') {
          seen.set(name, added(known, planned, start));
          taken.push(...planned);
          left -= planned.reduce((sum, grant) => sum + grant.count, 0);
        } else {
          seen.set(name, answer);
        }
      }
      return taken;
    },
  };
}

function added(known: TakenGrants, grants: readonly Grant[], start: number): TakenGrants {
  const next = [...known];
  for (const { second, count } of grants) next[second - start] = (next[second - start] ?? 0) + count;
  return next;
}
