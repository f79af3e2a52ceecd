import { beforeEach, expect, test } from 'vitest';
import { Book } from '../../system/outreach-month/book.ts';
import { findViolations } from '../../system/outreach-month/check-sends.ts';
import type { Send } from '../../system/outreach-month/send-log.ts';

// The judge of the month is judged: by a book of two people, one of whom moves its clocks.
const BERLIN = 'ann@mail.example';
const GERMAN_PHONE = '+8613800138000';
const AMERICAN = 'bob@mail.example';
let book: Book;

beforeEach(() => {
  book = new Book();
  const place = { label: 'Berlin', traits: {}, zones: ['Europe/Berlin'] };
  const america = { label: 'US', traits: {}, zones: ['America/New_York', 'Pacific/Honolulu'] };
  book.add({ memberId: 'ann', email: BERLIN, phone: GERMAN_PHONE, locale: 'en', place });
  book.add({ memberId: 'bob', email: AMERICAN, phone: '+8613800138001', locale: 'en', place: america });
  for (const memberId of ['ann', 'bob']) {
    book.say(memberId, { channel: 'email', topic: 'offers', status: 'GRANTED', atMs: 0 });
  }
});

let orders = 0;
function mail(at: string, subject: string, to = BERLIN): Send {
  orders += 1;
  return {
    channel: 'email',
    to,
    atMs: Date.parse(at),
    subject: `${subject} order-${orders}`,
    order: `order-${orders}`,
  };
}
const offer = (at: string, to?: string) => mail(at, 'offer-mail', to);
const parcel = (at: string, to?: string): Send => ({ ...mail(at, '', to), subject: 'Your parcel has arrived' });
const rules = (...sends: readonly Send[]) => findViolations(sends, book).map(({ rule }) => rule);

test.each([
  [
    'the last minute of the night, an hour after the clocks were moved forward',
    '2026-03-29T05:59:59Z',
    ['QUIET_HOURS'],
  ],
  ['the first minute of the day', '2026-03-29T06:00:00Z', []],
  ['the same instant of the day before', '2026-03-28T06:00:00Z', ['QUIET_HOURS']],
  ['the last minute of the day', '2026-03-29T18:59:59Z', []],
  ['the first minute of the night', '2026-03-29T19:00:00Z', ['QUIET_HOURS']],
  ['the first minute of the day after the clocks were moved back', '2026-10-25T07:00:00Z', []],
  ['the minute before', '2026-10-25T06:59:00Z', ['QUIET_HOURS']],
])('quiet hours: %s', (_, at, expected) => {
  expect(rules(offer(at))).toEqual(expected);
});

test('where only the country is known it must be day in all of it', () => {
  expect(rules(offer('2026-03-29T18:00:00Z', AMERICAN))).toEqual([]);
  expect(rules(offer('2026-03-29T17:59:00Z', AMERICAN))).toEqual(['QUIET_HOURS']);
  expect(rules(offer('2026-03-30T01:00:00Z', AMERICAN))).toEqual(['QUIET_HOURS']);
});

test('whoever has moved is judged by the clock of the new place, and in the seconds of the move by either', () => {
  const tokyo = { label: 'Tokyo', traits: {}, zones: ['Asia/Tokyo'] };
  const [fromMs, untilMs] = ['2026-06-10T14:00:00Z', '2026-06-10T14:00:10Z'].map((at) => Date.parse(at));
  book.move('ann', { place: tokyo, fromMs: fromMs ?? 0, untilMs: untilMs ?? 0 });
  // Four in the afternoon in Berlin, eleven at night in Tokyo.
  expect(rules(offer('2026-06-10T13:59:59Z'))).toEqual([]);
  expect(rules(offer('2026-06-10T14:00:00Z'))).toEqual([]);
  expect(rules(offer('2026-06-10T14:00:10Z'))).toEqual([]);
  expect(rules(offer('2026-06-10T14:00:11Z'))).toEqual(['QUIET_HOURS']);
  // Two in the morning in Berlin, nine in Tokyo.
  expect(rules(offer('2026-06-10T00:00:00Z'))).toEqual(['QUIET_HOURS']);
  expect(rules(offer('2026-06-11T00:00:00Z'))).toEqual([]);
});

test('of several moves the last counts, whichever of them is asked about', () => {
  const place = (zone: string) => ({ label: zone, traits: {}, zones: [zone] });
  book.move('ann', { place: place('Asia/Tokyo'), fromMs: 100, untilMs: 200 });
  book.move('ann', { place: place('America/New_York'), fromMs: 300, untilMs: 400 });
  const ann = book.personOf(BERLIN);
  if (ann === undefined) throw new Error('Ann is in the book');
  const at = (atMs: number) => book.placesOf(ann, atMs).map(({ label }) => label);
  expect([99, 100, 200, 201].map(at)).toEqual([
    ['Berlin'],
    ['Berlin', 'Asia/Tokyo'],
    ['Berlin', 'Asia/Tokyo'],
    ['Asia/Tokyo'],
  ]);
  expect([300, 401].map(at)).toEqual([['Asia/Tokyo', 'America/New_York'], ['America/New_York']]);
});

test('without consent only what answers a member goes, and to a dead address not even that', () => {
  const noon = '2026-03-29T10:00:00Z';
  expect(rules(mail(noon, 'notice-mail'), parcel(noon))).toEqual(['NO_CONSENT']);
  book.say('ann', { channel: 'email', topic: 'offers', status: 'WITHDRAWN', atMs: Date.parse(noon) });
  expect(rules(offer('2026-03-29T09:59:59Z'))).toEqual([]);
  expect(rules(offer(noon))).toEqual(['NO_CONSENT']);
  book.suppress(BERLIN, Date.parse('2026-03-29T11:00:00Z'));
  expect(rules(parcel(noon))).toEqual([]);
  expect(rules(parcel('2026-03-29T11:00:00Z'))).toEqual(['SUPPRESSED']);
});

test('caps and gaps hold offers back; what answers a member does not count', () => {
  const [first, second] = [offer('2026-03-23T07:00:00Z'), offer('2026-03-23T18:00:00Z')];
  expect(rules(first, second)).toEqual(['CAP', 'GAP']);
  expect(rules(parcel('2026-03-23T07:00:00Z'), second)).toEqual([]);
  expect(rules(second, offer('2026-03-24T09:00:00Z'))).toEqual(['GAP']);
  const week = [first, offer('2026-03-25T10:00:00Z'), offer('2026-03-27T10:00:00Z')];
  expect(rules(...week, offer('2026-03-29T10:00:00Z'))).toEqual(['CAP']);
  expect(rules(...week, offer('2026-03-30T10:00:00Z'))).toEqual([]);
});

test('the same again, a stranger, and a message of which nobody knows anything are told', () => {
  const sent = parcel('2026-03-29T10:00:00Z');
  expect(rules(sent, { ...sent, atMs: sent.atMs + 1 })).toEqual(['TWICE']);
  expect(rules(parcel('2026-03-29T10:00:00Z', 'nobody@mail.example'))).toEqual(['STRANGER']);
  expect(rules(mail('2026-03-29T10:00:00Z', 'surprise'))).toEqual(['UNKNOWN_KIND']);
});
