import type { Notice } from '../kernel/notice.ts';
import type { Loss } from './loss-node.ts';
import type { LossNode } from './watch.ts';

/** The domain event that tells of a node. */
const NAMES: Readonly<Record<LossNode, string>> = {
  'sign-up-silent': 'SignUpWentSilent',
  'order-unpaid': 'OrderLeftUnpaid',
  'no-repeat': 'RepeatNotBought',
};

export function lossNotice(memberId: string, { node, at, orderId }: Loss): Notice {
  return {
    memberId,
    noticeId: ['LOST', node, ...(orderId === undefined ? [] : [orderId])].join('#'),
    name: NAMES[node],
    occurredAt: at,
    data: orderId === undefined ? {} : { orderId },
  };
}
