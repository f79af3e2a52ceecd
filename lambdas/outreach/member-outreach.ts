import { sha256 } from '../kernel/ids.ts';
import type { Consents } from './consent.ts';
import type { SentContact } from './contact-cap.ts';

/** A message that was sent or is being sent: whoever takes its slot sends it, and nobody else. */
export interface Slot extends SentContact {
  /** {@link slotKey} of the message. */
  readonly key: string;
}

/** What decides whether a member may be written to. Whoever sends has read it, and takes a slot only if it is still so. */
export interface MemberOutreach {
  readonly memberId: string;
  readonly consents: Consents;
  /** In the order in which they were taken. */
  readonly slots: readonly Slot[];
  /** Counts the writes; 0 is one that is not kept yet. */
  readonly version: number;
  /** Of the members who were merged into this one: under each of them messages may have been sent. */
  readonly formerIds?: readonly string[] | undefined;
  /** The member that this one was merged into. */
  readonly forwardTo?: string | undefined;
}

/** Longer than caps look back, and longer than a message that was not finished can come again. */
const REMEMBERED_DAYS = 32;
/** What no cap counts is remembered for as long as it could be sent again: later it is of no use to anybody. */
const UNCOUNTED_DAYS = 8;
/** More than caps let through in that time. */
const SLOTS_MAX = 120;
const KEY_DIGITS = 16;
const DAY_MS = 86_400_000;

/** A message's key, short: members have few of them, and of two that met one would not be sent. */
export const slotKey = (messageKey: string): string => sha256(messageKey).slice(0, KEY_DIGITS);

export function hasSlot({ slots }: MemberOutreach, messageKey: string): boolean {
  const wanted = slotKey(messageKey);
  return slots.some(({ key }) => key === wanted);
}

/** Takes a slot, which is what somebody sends by, and forgets others that nothing looks at any more. */
export function takeSlot(outreach: MemberOutreach, taken: Slot, now: Date): MemberOutreach {
  const others = outreach.slots.filter(({ key }) => key !== taken.key);
  return { ...outreach, slots: [...atMost(SLOTS_MAX - 1, remembered(others, now)), taken] };
}

/** Adds the slots of a member who became this one. */
export function addSlots(outreach: MemberOutreach, added: readonly Slot[], now: Date): MemberOutreach {
  const keys = new Set(added.map(({ key }) => key));
  const own = outreach.slots.filter(({ key }) => !keys.has(key));
  return { ...outreach, slots: atMost(SLOTS_MAX, remembered([...own, ...added], now)) };
}

function remembered(slots: readonly Slot[], now: Date): readonly Slot[] {
  const since = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();
  const [counted, uncounted] = [since(REMEMBERED_DAYS), since(UNCOUNTED_DAYS)];
  return slots.filter(({ at, class: kind }) => at > (kind === 'transactional' ? uncounted : counted));
}

/** The earliest go first, and before them those that no cap counts. */
function atMost(max: number, slots: readonly Slot[]): readonly Slot[] {
  let spare = Math.max(0, slots.length - max);
  const counted = slots.filter((slot) => {
    if (spare === 0 || slot.class !== 'transactional') return true;
    spare -= 1;
    return false;
  });
  return counted.slice(-max);
}

/** Gives a slot back, of a message that was certainly not sent. */
export function releaseSlot(outreach: MemberOutreach, messageKey: string): MemberOutreach {
  const released = slotKey(messageKey);
  return { ...outreach, slots: outreach.slots.filter(({ key }) => key !== released) };
}
