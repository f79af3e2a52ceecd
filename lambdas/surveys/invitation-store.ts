import { randomUUID } from 'node:crypto';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { type AskedLastStore, askedLastWrite, createAskedLastStore } from './asked-last-store.ts';
import type { Invitation } from './invitation.ts';
import { invitationItem, type KeptInvitation, keptInvitation } from './invitation-item.ts';
import { createMoveStore, itemOfInvitation, type MoveStore } from './invitation-move-store.ts';
import type { Answers, Measured } from './survey.ts';

/** What somebody wrote, apart from who it was. */
export interface WrittenText {
  readonly question: string;
  readonly text: string;
}

export interface Answered {
  readonly answeredAt: string;
  readonly answers: Answers;
  readonly measured: Measured;
  /** The month that texts are kept under (yyyy-mm): no nearer to the instant, which would name their writer. */
  readonly month: string;
  readonly texts: readonly WrittenText[];
}

/** Reads are strongly consistent. */
export interface InvitationStore extends AskedLastStore, MoveStore {
  /** May say that it stands with another member by now. */
  invitation(memberId: string, run: string): Promise<KeptInvitation | undefined>;
  /**
   * Asks a member, once a run: the invitation, when the member was asked last, and what is told of it, in one write.
   * @param unlessAskedAfter ISO-8601 in UTC; without it the member is asked however lately something else was
   * @returns `COOLING` where the member was asked something else after that, or has become another
   */
  add(
    invitation: Invitation,
    more: {
      readonly remindAt?: string | undefined;
      readonly notice?: Notice | undefined;
      readonly unlessAskedAfter?: string | undefined;
    },
  ): Promise<'ASKED' | 'ASKED_BEFORE' | 'COOLING'>;
  /**
   * Keeps an answer, once: the first is the one that counts.
   * @returns `MOVED` where the invitation stands with another member by now
   */
  answer(invitation: Invitation, answered: Answered, notice: Notice): Promise<'ANSWERED' | 'ANSWERED_BEFORE' | 'MOVED'>;
  /** Takes an invitation off the due index; with what is told, if it is not answered meanwhile. */
  remind(invitation: Invitation, told?: { readonly at: string; readonly notice: Notice }): Promise<void>;
}

/** The run of the invitation that stands at a key. */
export const runOfInvitation = ({ SK }: ItemKey): string => SK.slice(keys.surveyInvitation('', '').SK.length);

export const createInvitationStore = (table: Table, reader: ItemReader, dueShardCount: number): InvitationStore => {
  const read = async (memberId: string, run: string) => {
    const item = await reader.read(keys.surveyInvitation(memberId, run), invitationItem);
    return item === undefined ? undefined : keptInvitation(item);
  };
  return {
    ...createAskedLastStore(table, reader),
    ...createMoveStore(table, dueShardCount),
    invitation: read,

    async add(invitation, { remindAt, notice, unlessAskedAfter }) {
      const { memberId, run, invitedAt } = invitation;
      const item = itemOfInvitation({ ...invitation, dueAt: remindAt }, dueShardCount);
      const answer = await transact<'invitation' | 'askedLast' | 'notice'>(table, {
        invitation: { Put: { Item: item, ConditionExpression: 'attribute_not_exists(PK)' } },
        askedLast: askedLastWrite(memberId, { run, askedAt: invitedAt }, unlessAskedAfter),
        ...(notice === undefined ? {} : { notice: noticeWrite(notice) }),
      });
      if (answer.committed) return 'ASKED';
      // By the first: a write that is sent again after a lost answer finds all of its own.
      return answer.failed.has('invitation') || answer.failed.has('notice') ? 'ASKED_BEFORE' : 'COOLING';
    },

    async answer(invitation, answered, notice) {
      const { memberId, run, survey } = invitation;
      const answerId = randomUUID();
      const answer = await transact<string>(table, {
        invitation: answerWrite(invitation, answered, answerId),
        notice: noticeWrite(notice),
        ...Object.fromEntries(answered.texts.map((text, index) => [`text${index}`, textWrite(survey, answered, text)])),
      });
      if (answer.committed) return 'ANSWERED';
      // The client sends again what got no answer, and then finds what it wrote itself.
      const kept = await read(memberId, run);
      if (kept?.answerId === answerId) return 'ANSWERED';
      return kept?.forwardTo === undefined ? 'ANSWERED_BEFORE' : 'MOVED';
    },

    async remind({ memberId, run }, told) {
      const isWaiting = 'attribute_exists(duePK) AND attribute_not_exists(answeredAt)';
      const remind: Write = {
        Update: {
          Key: { ...keys.surveyInvitation(memberId, run) },
          UpdateExpression: `${told === undefined ? '' : 'SET remindedAt = :at '}ADD revision :one REMOVE duePK, dueSK`,
          ConditionExpression: isWaiting,
          ExpressionAttributeValues: { ':one': 1, ...(told === undefined ? {} : { ':at': told.at }) },
        },
      };
      // Answered or reminded meanwhile, there is nothing left to do.
      await transact(table, { remind, ...(told === undefined ? {} : { notice: noticeWrite(told.notice) }) });
    },
  };
};

function answerWrite({ memberId, run }: Invitation, answered: Answered, answerId: string): Write {
  const { answeredAt, answers, measured } = answered;
  return {
    Update: {
      Key: { ...keys.surveyInvitation(memberId, run) },
      UpdateExpression:
        'SET answeredAt = :at, answers = :answers, measured = :measured, answerId = :id ADD revision :one REMOVE duePK, dueSK',
      ConditionExpression:
        'attribute_exists(PK) AND attribute_not_exists(answeredAt) AND attribute_not_exists(forwardTo)',
      ExpressionAttributeValues: {
        ...{ ':at': answeredAt, ':answers': answers, ':measured': measured },
        ...{ ':id': answerId, ':one': 1 },
      },
    },
  };
}

function textWrite(surveyId: string, { month }: Answered, { question, text }: WrittenText): Write {
  const id = randomUUID();
  return { Put: { Item: { ...keys.surveyText(surveyId, month, id), entityType: 'SurveyText', question, text } } };
}
