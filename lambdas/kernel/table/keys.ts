/** Where an item stands in the table. */
export interface ItemKey {
  readonly PK: string;
  readonly SK: string;
}

const member = (memberId: string) => `MEMBER#${memberId}`;

/** One builder a key; nobody else puts a key together. */
export const keys = {
  points: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'POINTS' }),

  ledgerEntry: (memberId: string, entryId: string): ItemKey => ({ PK: member(memberId), SK: `ENTRY#${entryId}` }),

  /** Index GSI1: a member's entries by the time they were recorded. */
  ledgerEntryList: (memberId: string, recordedAt: string, entryId: string) => ({
    GSI1PK: `${member(memberId)}#ENTRIES`,
    GSI1SK: `${recordedAt}#${entryId}`,
  }),

  pendingLot: (memberId: string, releaseAt: string, orderId: string): ItemKey => ({
    PK: member(memberId),
    SK: `LOT#P#${releaseAt}#${orderId}`,
  }),

  /** `expiryDay` is a programme-zone date, or `never`. */
  activeLot: (memberId: string, expiryDay: string): ItemKey => ({ PK: member(memberId), SK: `LOT#A#${expiryDay}` }),

  /** The fact of a paid order. */
  order: (memberId: string, orderId: string): ItemKey => ({ PK: member(memberId), SK: `ORDER#${orderId}` }),

  /** How many orders a member paid for in each month of a year. */
  purchaseYear: (memberId: string, year: string): ItemKey => ({ PK: member(memberId), SK: `PURCHASES#${year}` }),

  /** Whose an order is, and what changes of it. */
  orderHead: (orderId: string): ItemKey => ({ PK: `ORDER#${orderId}`, SK: 'REF' }),

  /** A return that came before its order; listed by what they begin with. */
  earlyReturn: (orderId: string, refundHash: string): ItemKey => ({
    PK: `ORDER#${orderId}`,
    SK: `PENDING#${refundHash}`,
  }),

  /** The message that an order is credited to, and what came back of the order: whoever the buyer became, they meet here. */
  credit: (orderId: string): ItemKey => ({ PK: `ORDER#${orderId}`, SK: 'CREDIT' }),

  /** How often an action has earned in a period. */
  cap: (memberId: string, action: string, period: string): ItemKey => ({
    PK: member(memberId),
    SK: `CAP#${period}#${action}`,
  }),

  /** What points buy, as an operator defined it. */
  reward: (rewardId: string): ItemKey => ({ PK: 'DEF#reward', SK: rewardId }),

  notice: (memberId: string, noticeId: string): ItemKey => ({ PK: member(memberId), SK: `NOTICE#${noticeId}` }),

  /** What a member did before and after a tier's line was reached, or nearly. */
  tierEffect: (memberId: string, day: string, tier: string, group: string): ItemKey => ({
    PK: member(memberId),
    SK: `EFFECT#${day}#${tier}#${group}`,
  }),

  profile: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'PROFILE' }),

  /** The member that an anonymous visitor became. */
  link: (anonymousId: string): ItemKey => ({ PK: `ANON#${anonymousId}`, SK: 'LINK' }),

  /** What an anonymous visitor did; listed by what they begin with. */
  anonymousEvent: (anonymousId: string, messageId: string): ItemKey => ({
    PK: `ANON#${anonymousId}`,
    SK: `EVENT#${messageId}`,
  }),

  idempotency: (route: string, key: string): ItemKey => ({ PK: `IDEM#${route}#${key}`, SK: 'RESULT' }),

  audit: (month: string, shard: number, at: string, id: string): ItemKey => ({
    PK: `AUDIT#${month}#${shard}`,
    SK: `${at}#${id}`,
  }),

  /** A figure of a period, as far as one shard of the stream has counted it; `dimension` tells figures apart. */
  counter: (name: string, period: string, shard: number, dimension: string): ItemKey => ({
    PK: `KPI#${name}#${period}#${shard}`,
    SK: dimension,
  }),

  /** How far a shard of the stream has been counted. */
  checkpoint: (shardId: string): ItemKey => ({ PK: `CHECKPOINT#${shardId}`, SK: 'POSITION' }),

  /** An event of the shop's own. */
  keptEvent: (memberId: string, messageId: string): ItemKey => ({
    PK: member(memberId),
    SK: `EVENT#kept#${messageId}`,
  }),

  contact: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'CONTACT' }),

  /** What decides whether a member may be written to: consents, and what was sent lately. */
  outreach: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'OUTREACH' }),

  /** What a member said of a channel and a topic; listed by what they begin with. */
  consent: (memberId: string, channel: string, topic: string, at: string): ItemKey => ({
    PK: member(memberId),
    SK: `CONSENT#${channel}#${topic}#${at}`,
  }),

  /** A message to a member; its key begins with the time of what it follows from. */
  message: (memberId: string, messageKey: string): ItemKey => ({ PK: member(memberId), SK: `MESSAGE#${messageKey}` }),

  /** Index GSI1: a message by the id that its provider gave it. */
  providerMessage: (providerId: string) => ({ GSI1PK: `PROVIDER#${providerId}`, GSI1SK: 'MESSAGE' }),

  /** Why an address is not written to any more. */
  suppression: (addressHash: string): ItemKey => ({ PK: `ADDR#${addressHash}`, SK: 'SUPPRESSION' }),

  /** What was granted of a channel's rate in each second of a minute (`yyyy-mm-ddThh:mm`, UTC). */
  pace: (channel: string, minute: string): ItemKey => ({ PK: `PACE#${channel}`, SK: minute }),

  /** Whether a channel sends. */
  channel: (channel: string): ItemKey => ({ PK: `CHANNEL#${channel}`, SK: 'STATE' }),

  /** How sending went on a day (UTC). */
  channelDay: (channel: string, day: string): ItemKey => ({ PK: `CHANNEL#${channel}`, SK: `DAY#${day}` }),

  /** What was heard of the messages of a day (UTC). */
  channelFeedback: (channel: string, day: string): ItemKey => ({ PK: `CHANNEL#${channel}`, SK: `FEEDBACK#${day}` }),

  /** A member's stage, what is waited for and until when. */
  watch: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'WATCH' }),

  /** A move from one stage to another, at the dawn or the end of a programme-zone date; listed by what they begin with. */
  stageChange: (memberId: string, day: string, phase: string, to: string): ItemKey => ({
    PK: member(memberId),
    SK: `STAGE#${day}#${phase}#${to}`,
  }),

  /** That a member was lost at a node of the new members' way; once a member and node. */
  lossNode: (memberId: string, node: string): ItemKey => ({ PK: member(memberId), SK: `NODE#${node}` }),

  /** A member on a journey; the entry is what brought it there. */
  run: (memberId: string, journey: string, entry: string): ItemKey => ({
    PK: member(memberId),
    SK: `RUN#${journey}#${entry}`,
  }),

  /** A request for help. */
  ticket: (memberId: string, ticketId: string): ItemKey => ({ PK: member(memberId), SK: `TICKET#${ticketId}` }),

  /** A bad experience with a ticket that is made good; once a ticket. */
  recovery: (memberId: string, ticketId: string): ItemKey => ({ PK: member(memberId), SK: `RECOVERY#${ticketId}` }),

  /** Whether something is being made good with a member, and until when. */
  care: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'CARE' }),

  /** What a journey has given in a month, of a budget. */
  budget: (journey: string, month: string): ItemKey => ({ PK: `BUDGET#${journey}`, SK: month }),

  /** A fit of the model of purchases; versions are padded, so that text order is theirs. */
  model: (name: string, version: number): ItemKey => ({
    PK: `MODEL#${name}`,
    SK: String(version).padStart(6, '0'),
  }),

  /** A message as an operator defined it; versions are padded, so that text order is theirs. */
  messageDefinition: (messageId: string, version: number): ItemKey => ({
    PK: 'DEF#message',
    SK: `${messageId}#${String(version).padStart(6, '0')}`,
  }),

  /** That an event of the platform was told, of those that messages follow from. */
  toldEvent: (memberId: string, eventId: string): ItemKey => ({ PK: member(memberId), SK: `TOLD#${eventId}` }),

  /** A survey as an operator defined it; versions are padded, so that text order is theirs. */
  surveyDefinition: (surveyId: string, version: number): ItemKey => ({
    PK: 'DEF#survey',
    SK: `${surveyId}#${String(version).padStart(6, '0')}`,
  }),

  /** What the programme's file said of a survey when somebody was asked by it. */
  surveyEdition: (surveyId: string, edition: string): ItemKey => ({
    PK: 'DEF#survey-edition',
    SK: `${surveyId}#${edition}`,
  }),

  /** That a member was asked, and what was answered; a run is one asking of one survey. */
  surveyInvitation: (memberId: string, run: string): ItemKey => ({ PK: member(memberId), SK: `SURVEY#${run}` }),

  /** When a member was asked anything last. */
  askedLast: (memberId: string): ItemKey => ({ PK: member(memberId), SK: 'SURVEYS' }),

  /** What somebody wrote in a month (yyyy-mm), apart from who it was. */
  surveyText: (surveyId: string, month: string, id: string): ItemKey => ({
    PK: `SURVEYTEXT#${surveyId}#${month}`,
    SK: id,
  }),

  /** The list of members, by stage; listed by what they begin with. */
  memberInStage: (shard: number, stage: string, memberId: string): ItemKey => ({
    PK: `MEMBERS#${shard}`,
    SK: `${stage}#${memberId}`,
  }),

  /** How far a job has come. */
  job: (name: string, run: string): ItemKey => ({ PK: `JOB#${name}`, SK: run }),

  /** Of an event whose member is not known, in a partition of its own. */
  rejection: (memberId: string | undefined, messageId: string, code: string): ItemKey => ({
    PK: memberId === undefined ? `REJECTION#${messageId}` : member(memberId),
    SK: `REJECTION#${messageId}#${code}`,
  }),

  /** Index GSI1: what was rejected on a day (UTC), by time. */
  rejectionList: (at: string, messageId: string) => ({
    GSI1PK: `REJECTIONS#${at.slice(0, 10)}`,
    GSI1SK: `${at}#${messageId}`,
  }),

  /** What somebody suggested, and what became of it. Ids begin with their time, so that text order is that of coming in. */
  suggestion: (suggestionId: string): ItemKey => ({ PK: `SUGGESTION#${suggestionId}`, SK: 'SUGGESTION' }),

  /** Index GSI1: the suggestions of a state, by the time they came in. */
  suggestionList: (state: string, suggestionId: string) => ({
    GSI1PK: `SUGGESTIONS#${state}`,
    GSI1SK: suggestionId,
  }),

  /** Who wants to hear what becomes of a suggestion. */
  suggestionListeners: (suggestionId: string): ItemKey => ({ PK: `SUGGESTION#${suggestionId}`, SK: 'LISTENERS' }),

  /** That a member made a suggestion: what is a member's is found by the member. */
  memberSuggestion: (memberId: string, suggestionId: string): ItemKey => ({
    PK: member(memberId),
    SK: `SUGGESTION#${suggestionId}`,
  }),

  /** How many suggestions a member made on a day. */
  suggestionDay: (memberId: string, day: string): ItemKey => ({ PK: member(memberId), SK: `SUGGESTIONS#${day}` }),

  apiKey: (hash: string): ItemKey => ({ PK: `KEY#${hash}`, SK: 'KEY' }),

  /** Index GSI1: all API keys, by id. */
  apiKeyList: (keyId: string) => ({ GSI1PK: 'KEYS', GSI1SK: keyId }),
} as const;
