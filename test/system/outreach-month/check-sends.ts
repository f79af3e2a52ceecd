import type { Book, Channel, Person } from './book.ts';
import { localTimeOf } from './local-time.ts';
import { KINDS, type MessageKind } from './message-kinds.ts';
import type { Place } from './places.ts';
import type { Send } from './send-log.ts';

export type Violation = {
  readonly rule: 'STRANGER' | 'UNKNOWN_KIND' | 'NO_CONSENT' | 'SUPPRESSED' | 'QUIET_HOURS' | 'CAP' | 'GAP' | 'TWICE';
  readonly send: Send;
  readonly detail: string;
};

/** What the programme promises, as the shop's owner would write it on a wall. */
const QUIET_FROM_MINUTE = 21 * 60;
const QUIET_TO_MINUTE = 8 * 60;
const CAPS: Readonly<Record<Channel, readonly { readonly max: number; readonly days: number }[]>> = {
  email: [
    { max: 1, days: 1 },
    { max: 3, days: 7 },
  ],
  sms: [{ max: 1, days: 7 }],
};
const GAP_HOURS: Readonly<Record<Channel, number>> = { email: 16, sms: 24 };
const HOUR_MS = 3_600_000;
/** Of two messages the first may have been longer on its way. */
const ON_ITS_WAY_MS = 10_000;

/** A send with what is known of its receiver and of its kind. */
interface Known {
  readonly send: Send;
  readonly person: Person;
  /** Where the receiver may have been: more than one only in the seconds of a move. */
  readonly places: readonly Place[];
  readonly kind: MessageKind;
}

/** What arrived and should not have, by the book alone. `sends` are in the order of their arrival. */
export function findViolations(sends: readonly Send[], book: Book): readonly Violation[] {
  const known = sends.map((send) => recognise(send, book));
  const strange = known.filter((each): each is Violation => 'rule' in each);
  const counted = known.filter((each): each is Known => !('rule' in each));
  return [
    ...strange,
    ...counted.flatMap((each) => againstWishes(each, book)),
    ...counted.flatMap(atNight),
    ...[...Map.groupBy(counted, ({ send }) => `${send.channel} ${send.to}`).values()].flatMap(tooOften),
    ...[...Map.groupBy(counted, nameOf).values()].flatMap(repeated),
  ];
}

export const kindOf = ({ channel, subject }: Pick<Send, 'channel' | 'subject'>): MessageKind | undefined =>
  KINDS.find((kind) => kind.channel === channel && kind.subject.test(subject));

function recognise(send: Send, book: Book): Known | Violation {
  const person = book.personOf(send.to);
  if (person === undefined) return { rule: 'STRANGER', send, detail: 'nobody has that address' };
  const kind = kindOf(send);
  if (kind === undefined) return { rule: 'UNKNOWN_KIND', send, detail: send.subject };
  return { send, person, places: book.placesOf(person, send.atMs), kind };
}

/** What answers a member goes unless it was forbidden; everything else only if it was asked for. */
function againstWishes({ send, person, kind }: Known, book: Book): readonly Violation[] {
  const word = book.wordOf(person.memberId, send.channel, kind.topic, send.atMs);
  const isWanted = kind.class === 'transactional' ? word !== 'WITHDRAWN' : word === 'GRANTED';
  const about = `${kind.id}, of the topic ${kind.topic}: ${word ?? 'never asked'}`;
  return [
    ...(isWanted ? [] : [{ rule: 'NO_CONSENT', send, detail: about } as const]),
    ...(book.isSuppressed(send.to, send.atMs) ? [{ rule: 'SUPPRESSED', send, detail: about } as const] : []),
  ];
}

/** At night nothing goes, of whatever class: it must be day in every zone of a place that the member may be in. */
function atNight({ send, places }: Known): readonly Violation[] {
  const quiet = places.map(({ zones }) => zones.filter((zone) => isQuiet(localTimeOf(send.atMs, zone).minute)));
  if (quiet.some((zones) => zones.length === 0)) return [];
  return quiet.flat().map((zone) => ({
    rule: 'QUIET_HOURS',
    send,
    detail: `minute ${localTimeOf(send.atMs, zone).minute} in ${zone}`,
  }));
}

const isQuiet = (minute: number) => minute >= QUIET_FROM_MINUTE || minute < QUIET_TO_MINUTE;

/** Of one address by one channel. Only marketing is held back; what is transactional does not count. */
function tooOften(all: readonly Known[]): readonly Violation[] {
  const counted = all.filter(({ kind }) => kind.class !== 'transactional');
  return counted.flatMap((each, index) => {
    if (each.kind.class !== 'marketing') return [];
    const before = counted.slice(0, index).map(({ send }) => send);
    return [...overCap(each, before), ...tooSoon(each, before)];
  });
}

/** Where only the country is known, it has to be too often in each of its zones: which of their days counts is open. */
function overCap({ send, places }: Known, before: readonly Send[]): readonly Violation[] {
  return CAPS[send.channel]
    .filter(({ max, days }) =>
      places.every(({ zones }) =>
        zones.every((zone) => {
          const today = localTimeOf(send.atMs, zone).day;
          return before.filter(({ atMs }) => today - localTimeOf(atMs, zone).day < days).length >= max;
        }),
      ),
    )
    .map(({ max, days }) => ({ rule: 'CAP', send, detail: `more than ${max} in ${days} days` }));
}

function tooSoon({ send }: Known, before: readonly Send[]): readonly Violation[] {
  const last = before.at(-1);
  const gapMs = GAP_HOURS[send.channel] * HOUR_MS - ON_ITS_WAY_MS;
  if (last === undefined || send.atMs - last.atMs >= gapMs) return [];
  return [{ rule: 'GAP', send, detail: `${(send.atMs - last.atMs) / HOUR_MS} hours after "${last.subject}"` }];
}

const nameOf = ({ send: { channel, to, subject, order } }: Known) => `${channel} ${to} ${subject} ${order}`;

const repeated = ([, ...more]: readonly Known[]): readonly Violation[] =>
  more.map(({ send }) => ({ rule: 'TWICE', send, detail: 'the same arrived before' }));
