import type * as z from 'zod/mini';
import { type MessageBody, messageBody } from './message-schema.ts';
import atRisk from './messages/at-risk.json' with { type: 'json' };
import birthday from './messages/birthday.json' with { type: 'json' };
import confirmOptIn from './messages/confirm-opt-in.json' with { type: 'json' };
import firstLook from './messages/first-look.json' with { type: 'json' };
import orderLeftUnpaid from './messages/order-left-unpaid.json' with { type: 'json' };
import parcelDelivered from './messages/parcel-delivered.json' with { type: 'json' };
import pointsEarned from './messages/points-earned.json' with { type: 'json' };
import pointsExpiring from './messages/points-expiring.json' with { type: 'json' };
import pointsReleased from './messages/points-released.json' with { type: 'json' };
import recoveryApology from './messages/recovery-apology.json' with { type: 'json' };
import recoveryCompensation from './messages/recovery-compensation.json' with { type: 'json' };
import recoveryFollowUp from './messages/recovery-follow-up.json' with { type: 'json' };
import secondOrder from './messages/second-order.json' with { type: 'json' };
import statement from './messages/statement.json' with { type: 'json' };
import suggestionAnswered from './messages/suggestion-answered.json' with { type: 'json' };
import surveyInvitation from './messages/survey-invitation.json' with { type: 'json' };
import surveyReminder from './messages/survey-reminder.json' with { type: 'json' };
import tierUpgraded from './messages/tier-upgraded.json' with { type: 'json' };
import tierWillDowngrade from './messages/tier-will-downgrade.json' with { type: 'json' };
import unsubscribeConfirmation from './messages/unsubscribe-confirmation.json' with { type: 'json' };
import welcome from './messages/welcome.json' with { type: 'json' };
import winBackOffer from './messages/win-back-offer.json' with { type: 'json' };
import winBackQuestion from './messages/win-back-question.json' with { type: 'json' };
import winBackReminder from './messages/win-back-reminder.json' with { type: 'json' };
import type { OutreachProgramme } from './outreach-schema.ts';

/** Messages that every programme can switch on by their id. */
export const READY_MESSAGES: Readonly<Record<string, z.input<typeof messageBody>>> = {
  welcome,
  'points-earned': pointsEarned,
  'points-released': pointsReleased,
  'points-expiring': pointsExpiring,
  'tier-upgraded': tierUpgraded,
  'tier-will-downgrade': tierWillDowngrade,
  birthday,
  statement,
  'parcel-delivered': parcelDelivered,
  'suggestion-answered': suggestionAnswered,
  'unsubscribe-confirmation': unsubscribeConfirmation,
  'confirm-opt-in': confirmOptIn,
  'first-look': firstLook,
  'order-left-unpaid': orderLeftUnpaid,
  'second-order': secondOrder,
  'at-risk': atRisk,
  'win-back-reminder': winBackReminder,
  'win-back-offer': winBackOffer,
  'win-back-question': winBackQuestion,
  'recovery-apology': recoveryApology,
  'recovery-compensation': recoveryCompensation,
  'recovery-follow-up': recoveryFollowUp,
  'survey-invitation': surveyInvitation,
  'survey-reminder': surveyReminder,
} as Readonly<Record<string, z.input<typeof messageBody>>>;

/** A message as a programme's list names it; undefined where there is no ready one of the id. */
export const namedMessage = (
  each: OutreachProgramme['messages'][number],
): (z.input<typeof messageBody> | MessageBody) | undefined => {
  if (typeof each !== 'string') return each.message;
  return Object.hasOwn(READY_MESSAGES, each) ? READY_MESSAGES[each] : undefined;
};

/** The messages of a programme's file by their ids: the ready ones that it names, and its own. */
export function programmeMessages({
  outreach,
}: {
  readonly outreach?: OutreachProgramme | undefined;
}): Readonly<Record<string, MessageBody>> {
  return Object.fromEntries(
    (outreach?.messages ?? []).map((each) => {
      if (typeof each !== 'string') return [each.id, each.message];
      const ready = READY_MESSAGES[each];
      if (ready === undefined) throw new Error(`there is no ready message ${each}`);
      return [each, messageBody.parse(ready)];
    }),
  );
}
