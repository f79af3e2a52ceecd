/** How a value is written for a reader: `count` 1,280, `money` from minor units, `day` a programme-zone date, `lastDay` the day before one, `tier`, `topic` and `topics` by name, `words` what the event says in both languages. */
export const VARIABLE_KINDS = [
  'text',
  'count',
  'money',
  'day',
  'lastDay',
  'month',
  'tier',
  'topic',
  'topics',
  'words',
] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

export type Variables = Readonly<Record<string, VariableKind>>;

/**
 * What a message can follow from, and what of it a template may say. The names are those of the event's data; an event
 * that can do without one of them does not list it.
 */
export const TRIGGERS: Readonly<Record<string, Variables>> = {
  MemberJoined: {},
  MemberReturned: {},
  SignUpWentSilent: {},
  OrderLeftUnpaid: { orderId: 'text' },
  RepeatNotBought: {},
  StageChanged: {},
  WinBackReminded: {},
  WinBackOffered: { points: 'count' },
  WinBackAsked: {},
  RecoveryApologised: {},
  RecoveryCompensated: { points: 'count' },
  RecoveryFollowUp: {},
  RecoveryEnded: {},
  SurveyInvited: { points: 'count', closesOn: 'lastDay', questionEn: 'text', questionZh: 'text' },
  SurveyReminded: { points: 'count', closesOn: 'lastDay', questionEn: 'text', questionZh: 'text' },
  PointsEarned: { points: 'count' },
  PointsReleased: { points: 'count' },
  PointsExpiring: { points: 'count', expiryDay: 'lastDay', daysLeft: 'count' },
  PointsExpired: { points: 'count' },
  PointsSpent: { points: 'count' },
  PointsRefunded: { points: 'count' },
  PointsReinstated: { points: 'count' },
  PointsAdjusted: { points: 'count' },
  TierUpgraded: { tier: 'tier' },
  TierRenewed: { tier: 'tier', endsOn: 'lastDay' },
  TierWillDowngrade: { tier: 'tier', downgradeOn: 'lastDay' },
  TierDowngraded: { from: 'tier' },
  BirthdayReached: { day: 'day' },
  StatementDue: { month: 'month', active: 'count', pending: 'count' },
  ConfirmationRequested: { topics: 'topics', channel: 'text' },
  ConsentGranted: { topic: 'topic', channel: 'text' },
  ConsentWithdrawn: { topic: 'topic', channel: 'text' },
  SuggestionAnswered: { state: 'text', answer: 'words' },
  'Order Delivered': { orderId: 'text' },
};

/** Those of them that the platform tells; the others are ours, whatever a shop calls events of its own. */
export const PLATFORM_TRIGGERS: readonly string[] = ['Order Delivered'];

/** What can be said of every member: `name` is empty where none is known, `worth` what the points pay, `tierName` empty for none. */
export const MEMBER_VARIABLES: Readonly<Record<string, string>> = {
  greeting: 'text',
  name: 'text',
  shop: 'text',
  balance: 'count',
  pendingPoints: 'count',
  worth: 'money',
  tierName: 'text',
  year: 'text',
};

/** Links that every message can have beside the shop's own. */
export const OWN_LINKS = ['preferences', 'unsubscribe', 'confirm', 'suggest', 'survey'] as const;

/** What a message that leads to a survey can follow from; of the first two it is known what the survey asks first. */
export const ASKING = ['SurveyInvited', 'SurveyReminded'] as const;
export const SURVEY_TRIGGERS = [...ASKING, 'WinBackAsked'] as const;
