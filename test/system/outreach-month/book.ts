import type { Place } from './places.ts';

export type Channel = 'email' | 'sms';

/** A member, as the one who plays it knows it. */
export interface Person {
  readonly memberId: string;
  readonly email: string;
  readonly phone: string;
  readonly locale: 'en' | 'zh-CN';
  /** At first; whoever moves is somewhere else later. */
  readonly place: Place;
}

/** What somebody said of a channel and a topic, and from when on it counts (milliseconds since the epoch). */
interface Word {
  readonly channel: Channel;
  readonly topic: string;
  readonly status: 'GRANTED' | 'WITHDRAWN';
  readonly atMs: number;
}

/** Somebody lives in another place, from some instant of a stretch on; milliseconds since the epoch. */
interface Move {
  readonly place: Place;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What the players know by themselves: who lives where and since when, what they said of being written to, and which addresses are
 * dead. Nothing of it is read from the product. What was said counts from when the product had answered.
 */
export class Book {
  readonly #people = new Map<string, Person>();
  readonly #words = new Map<string, Word[]>();
  readonly #deadSince = new Map<string, number>();
  readonly #moves = new Map<string, Move[]>();

  add(person: Person): void {
    this.#people.set(person.email, person);
    this.#people.set(person.phone, person);
  }

  /** Moves are written down in their order; from the first to the last instant of one both places are right. */
  move(memberId: string, move: Move): void {
    this.#moves.set(memberId, [...(this.#moves.get(memberId) ?? []), move]);
  }

  say(memberId: string, word: Word): void {
    this.#words.set(memberId, [...(this.#words.get(memberId) ?? []), word]);
  }

  /** Whatever was said last tells; the earlier death of an address stays. */
  suppress(address: string, atMs: number): void {
    this.#deadSince.set(address, Math.min(atMs, this.#deadSince.get(address) ?? Number.POSITIVE_INFINITY));
  }

  personOf(address: string): Person | undefined {
    return this.#people.get(address);
  }

  /** Where a member may be at an instant: one place, or several while it moves. The latest is the last. */
  placesOf({ memberId, place }: Person, atMs: number): readonly Place[] {
    const moves = (this.#moves.get(memberId) ?? []).filter(({ fromMs }) => fromMs <= atMs);
    const last = moves.findLastIndex(({ untilMs }) => untilMs < atMs);
    const before = moves[last]?.place ?? place;
    return [before, ...moves.slice(last + 1).map((move) => move.place)];
  }

  wordOf(memberId: string, channel: Channel, topic: string, atMs: number): Word['status'] | undefined {
    return (this.#words.get(memberId) ?? [])
      .filter((word) => word.channel === channel && word.topic === topic && word.atMs <= atMs)
      .at(-1)?.status;
  }

  isSuppressed(address: string, atMs: number): boolean {
    return atMs >= (this.#deadSince.get(address) ?? Number.POSITIVE_INFINITY);
  }
}
