import type { Channel } from './book.ts';

export type MessageClass = 'transactional' | 'service' | 'marketing';

/** A kind of message as its readers tell it from others: by how its subject, or the text of its SMS, begins. */
export interface MessageKind {
  readonly id: string;
  readonly channel: Channel;
  readonly topic: 'orders' | 'account' | 'points' | 'offers';
  readonly class: MessageClass;
  readonly subject: RegExp;
}

const kind = (id: string, channel: Channel, topic: MessageKind['topic'], subject: RegExp): MessageKind => ({
  ...{ id, channel, topic, subject },
  class: topic === 'offers' ? 'marketing' : topic === 'orders' ? 'transactional' : 'service',
});

/** Those that the operator of the month defines: each follows from a delivered order, and names it. */
export const OWN_KINDS: readonly MessageKind[] = [
  kind('offer-mail', 'email', 'offers', /^offer-mail /),
  kind('offer-sms', 'sms', 'offers', /^offer-sms /),
  kind('notice-mail', 'email', 'account', /^notice-mail /),
];

/** Those of the gift shop's programme that this month brings. */
export const KINDS: readonly MessageKind[] = [
  ...OWN_KINDS,
  kind('welcome', 'email', 'offers', /^Welcome to |^欢迎加入/),
  kind('first-look', 'email', 'offers', /^Three good places to begin$|^从这三处开始逛最省心$/),
  kind('birthday', 'email', 'offers', /^Happy birthday|生日快乐$/),
  kind('statement', 'email', 'points', /^Your points in |积分账单$/),
  kind('parcel-delivered', 'email', 'orders', /^Your parcel has arrived$|^您的包裹已签收$/),
  kind('unsubscribe-confirmation', 'email', 'orders', /^You are unsubscribed$|^您已成功退订$/),
];
