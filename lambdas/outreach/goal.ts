import type { MemberFacts } from './member-facts.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import type { MessageRequest } from './sent-message.ts';

/** What tells whether a goal is met; `isAnswered` of the survey that a message is about. */
export interface GoalFacts extends Pick<MemberFacts, 'lastOrderAt' | 'heldUntil'> {
  readonly isAnswered?: boolean | undefined;
}

/** Whether a member has done since what a message is to bring about, or what it asks about is over. */
export function isGoalMet(
  { body: { goal } }: Pick<MessageDefinition, 'body'>,
  { occurredAt }: Pick<MessageRequest, 'occurredAt'>,
  { lastOrderAt, heldUntil, isAnswered }: GoalFacts,
): boolean {
  switch (goal) {
    case 'order':
      return lastOrderAt !== undefined && lastOrderAt > occurredAt;
    case 'answer':
      return isAnswered === true;
    case 'recovery':
      return heldUntil === undefined;
    case undefined:
      return false;
  }
}
