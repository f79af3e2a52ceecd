import { dueAttributes } from '../kernel/due.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryItems } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { openCheck } from './asked-last-store.ts';
import { invitationItem, type KeptInvitation, keptInvitation } from './invitation-item.ts';

/** The rule that invitations stand under which are to be reminded of. */
export const REMINDER_RULE = 'survey-reminder';

const PAGE_SIZE = 100;

/** What becomes of invitations where members become one. */
export interface MoveStore {
  /** All that a member was ever asked by. */
  invitations(memberId: string): Promise<readonly KeptInvitation[]>;
  /**
   * Moves an invitation to another member, in whose place there may stand one already; both as they were read.
   * @param next what stands there from then on
   */
  move(
    from: KeptInvitation,
    to: KeptInvitation | undefined,
    next: KeptInvitation,
  ): Promise<'MOVED' | 'CHANGED_MEANWHILE'>;
}

export const createMoveStore = (table: Table, dueShardCount: number): MoveStore => ({
  invitations: (memberId) => listInvitations(table, memberId),

  async move(from, to, next) {
    const writes = { ...moveWrites(from, to, next, dueShardCount), open: openCheck(next.memberId) };
    return (await transact(table, writes)).committed ? 'MOVED' : 'CHANGED_MEANWHILE';
  },
});

/** Found one after the other: a member is asked a few times a year. */
async function listInvitations(table: Table, memberId: string): Promise<readonly KeptInvitation[]> {
  const { PK, SK } = keys.surveyInvitation(memberId, '');
  const query = {
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :invitation)',
    ExpressionAttributeValues: { ':pk': PK, ':invitation': SK },
    ConsistentRead: true,
    Limit: PAGE_SIZE,
  };
  return (await queryItems(table, query, invitationItem)).map(keptInvitation);
}

/** The item of an invitation, on the due index if the member is to be reminded. */
export function itemOfInvitation({ dueAt, ...invitation }: KeptInvitation, dueShardCount: number) {
  const { memberId, run } = invitation;
  return {
    ...keys.surveyInvitation(memberId, run),
    entityType: 'SurveyInvitation',
    ...invitation,
    ...(dueAt === undefined ? {} : dueAttributes(dueAt, REMINDER_RULE, memberId, dueShardCount)),
  };
}

/** The two writes that move an invitation, both as they were read; counters follow, since it counts where it stands. */
function moveWrites(
  from: KeptInvitation,
  to: KeptInvitation | undefined,
  next: KeptInvitation,
  dueShardCount: number,
): Readonly<Record<'from' | 'to', Write>> {
  const { revision } = unchanged(from);
  return {
    from: {
      Update: {
        Key: { ...keys.surveyInvitation(from.memberId, from.run) },
        UpdateExpression: 'SET forwardTo = :to ADD revision :one REMOVE duePK, dueSK',
        ConditionExpression: unchanged(from).condition,
        ExpressionAttributeValues: { ...revision, ':to': next.memberId, ':one': 1 },
      },
    },
    to: {
      Put: {
        Item: { ...itemOfInvitation(next, dueShardCount), revision: (to?.revision ?? 0) + 1 },
        ...(to === undefined ? { ConditionExpression: 'attribute_not_exists(PK)' } : conditionOf(unchanged(to))),
      },
    },
  };
}

/** That nothing was written of an invitation since it was read, and that it stands where it stood. */
function unchanged({ revision }: KeptInvitation) {
  const stands = 'attribute_exists(PK) AND attribute_not_exists(forwardTo)';
  return revision === undefined
    ? { condition: `${stands} AND attribute_not_exists(revision)`, revision: {} }
    : { condition: `${stands} AND revision = :revision`, revision: { ':revision': revision } };
}

const conditionOf = ({ condition, revision }: ReturnType<typeof unchanged>) => ({
  ConditionExpression: condition,
  ...(Object.keys(revision).length === 0 ? {} : { ExpressionAttributeValues: revision }),
});
