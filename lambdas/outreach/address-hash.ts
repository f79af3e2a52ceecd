import { createHmac } from 'node:crypto';
import type { Channel } from './contact-message.ts';

/** Names an address without telling it: keyed, so that nobody without the key finds the address by trying all. */
export type HashAddress = (address: string) => string;

export const createHashAddress =
  (key: string): HashAddress =>
  (address) =>
    createHmac('sha256', key).update(address.trim().toLowerCase()).digest('hex');

/** Where a channel reaches a member, by the traits of the contact; undefined where nowhere. The webhook's receiver knows members by id. */
export function addressOf(
  channel: Channel,
  memberId: string,
  traits: Readonly<Record<string, unknown>>,
): string | undefined {
  if (channel === 'webhook') return memberId;
  const address = traits[channel === 'email' ? 'email' : 'phone'];
  return typeof address === 'string' ? address : undefined;
}
