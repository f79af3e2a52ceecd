import type { Place } from './places.ts';

export type Channel = 'email' | 'sms';

/** A member, as the one who plays it knows it. */
export interface Person {
  readonly memberId: string;
  readonly email: string;
  readonly phone: string;
  readonly locale: 'en' | 'zh-CN';
  readonly place: Place;
}

/** What somebody said of a channel and a topic, and from when on it counts (milliseconds since the epoch). */
interface Word {
  readonly channel: Channel;
  readonly topic: string;
  readonly status: 'GRANTED' | 'WITHDRAWN';
  readonly atMs: number;
}

/**
 * What the players know by themselves: who lives where, what they said of being written to, and which addresses are
 * dead. Nothing of it is read from the product. What was said counts from when the product had answered.
 */
export class Book {
  readonly #people = new Map<string, Person>();
  readonly #words = new Map<string, Word[]>();
  readonly #deadSince = new Map<string, number>();

  add(person: Person): void {
    this.#people.set(person.email, person);
    this.#people.set(person.phone, person);
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

  wordOf(memberId: string, channel: Channel, topic: string, atMs: number): Word['status'] | undefined {
    return (this.#words.get(memberId) ?? [])
      .filter((word) => word.channel === channel && word.topic === topic && word.atMs <= atMs)
      .at(-1)?.status;
  }

  isSuppressed(address: string, atMs: number): boolean {
    return atMs >= (this.#deadSince.get(address) ?? Number.POSITIVE_INFINITY);
  }
}
