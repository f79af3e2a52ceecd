import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { dueAttributes } from '../kernel/due.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeWrite } from '../kernel/notice-item.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import type { Invitation } from './invitation.ts';
import type { Answers, Measured } from './survey.ts';

/** The rule that invitations stand under which are to be reminded of. */
export const REMINDER_RULE = 'survey-reminder';

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

/** When a member was asked anything last, and in which run. */
export interface AskedLast {
  readonly run: string;
  readonly askedAt: string;
}

export interface InvitationStore {
  /** Strongly consistent. */
  invitation(memberId: string, run: string): Promise<Invitation | undefined>;
  askedLast(memberId: string): Promise<AskedLast | undefined>;
  /**
   * Asks a member, once a run: the invitation, when the member was asked last, and what is told of it, in one write.
   * @param unlessAskedAfter ISO-8601 in UTC; without it the member is asked however lately something else was
   * @returns `COOLING` where the member was asked something else after that
   */
  add(
    invitation: Invitation,
    more: {
      readonly remindAt?: string | undefined;
      readonly notice?: Notice | undefined;
      readonly unlessAskedAfter?: string | undefined;
    },
  ): Promise<'ASKED' | 'ASKED_BEFORE' | 'COOLING'>;
  /** Keeps an answer, once: the first is the one that counts. */
  answer(invitation: Invitation, answered: Answered, notice: Notice): Promise<'ANSWERED' | 'ANSWERED_BEFORE'>;
  /** Takes an invitation off the due index; with what is told, if it is not answered meanwhile. */
  remind(invitation: Invitation, told?: { readonly at: string; readonly notice: Notice }): Promise<void>;
  /** Keeps the later of what two members were asked last, who became one. */
  mergeAskedLast(fromId: string, toId: string): Promise<void>;
}

const optional = z.optional(z.string());
const invitationItem = z.object({
  memberId: z.string(),
  run: z.string(),
  survey: z.string(),
  version: z.int(),
  edition: optional,
  kind: z.enum(['sampled', 'leavers']),
  stage: z.enum(STAGES),
  tier: optional,
  invitedAt: z.string(),
  invitedDay: z.string(),
  closesOn: z.string(),
  remindedAt: optional,
  answeredAt: optional,
  answerId: optional,
});
const askedLastItem = z.object({ run: z.string(), askedAt: z.string() });

/** The run of the invitation that stands at a key. */
export const runOfInvitation = ({ SK }: ItemKey): string => SK.slice(keys.surveyInvitation('', '').SK.length);

export const createInvitationStore = (table: Table, reader: ItemReader, dueShardCount: number): InvitationStore => {
  const askedLast = (memberId: string) => reader.read(keys.askedLast(memberId), askedLastItem);
  return {
    invitation: (memberId, run) => reader.read(keys.surveyInvitation(memberId, run), invitationItem),
    askedLast,

    async add(invitation, { remindAt, notice, unlessAskedAfter }) {
      const { memberId, run, invitedAt } = invitation;
      const item = {
        ...keys.surveyInvitation(memberId, run),
        entityType: 'SurveyInvitation',
        ...invitation,
        ...(remindAt === undefined ? {} : dueAttributes(remindAt, REMINDER_RULE, memberId, dueShardCount)),
      };
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
      const kept = await reader.read(keys.surveyInvitation(memberId, run), invitationItem);
      return kept?.answerId === answerId ? 'ANSWERED' : 'ANSWERED_BEFORE';
    },

    async remind({ memberId, run }, told) {
      const isWaiting = 'attribute_exists(duePK) AND attribute_not_exists(answeredAt)';
      const remind: Write = {
        Update: {
          Key: { ...keys.surveyInvitation(memberId, run) },
          UpdateExpression: told === undefined ? 'REMOVE duePK, dueSK' : 'SET remindedAt = :at REMOVE duePK, dueSK',
          ConditionExpression: isWaiting,
          ...(told === undefined ? {} : { ExpressionAttributeValues: { ':at': told.at } }),
        },
      };
      // Answered or reminded meanwhile, there is nothing left to do.
      await transact(table, { remind, ...(told === undefined ? {} : { notice: noticeWrite(told.notice) }) });
    },

    async mergeAskedLast(fromId, toId) {
      const from = await askedLast(fromId);
      if (from !== undefined) await transact(table, { askedLast: askedLastWrite(toId, from, from.askedAt) });
    },
  };
};

function askedLastWrite(memberId: string, asked: AskedLast, unlessAskedAfter: string | undefined): Write {
  return {
    Put: {
      Item: { ...keys.askedLast(memberId), entityType: 'AskedLast', memberId, ...asked },
      ...(unlessAskedAfter === undefined
        ? {}
        : {
            ConditionExpression: 'attribute_not_exists(PK) OR askedAt <= :after',
            ExpressionAttributeValues: { ':after': unlessAskedAfter },
          }),
    },
  };
}

function answerWrite({ memberId, run }: Invitation, answered: Answered, answerId: string): Write {
  const { answeredAt, answers, measured } = answered;
  return {
    Update: {
      Key: { ...keys.surveyInvitation(memberId, run) },
      UpdateExpression:
        'SET answeredAt = :at, answers = :answers, measured = :measured, answerId = :id REMOVE duePK, dueSK',
      ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(answeredAt)',
      ExpressionAttributeValues: { ':at': answeredAt, ':answers': answers, ':measured': measured, ':id': answerId },
    },
  };
}

function textWrite(surveyId: string, { month }: Answered, { question, text }: WrittenText): Write {
  const id = randomUUID();
  return { Put: { Item: { ...keys.surveyText(surveyId, month, id), entityType: 'SurveyText', question, text } } };
}
