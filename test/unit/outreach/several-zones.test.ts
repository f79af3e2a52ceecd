import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideContact } from '../../../lambdas/outreach/contact-decision.ts';
import type { ContactMessage } from '../../../lambdas/outreach/contact-message.ts';
import { type MemberFacts, zonesOf } from '../../../lambdas/outreach/member-facts.ts';
import { localTimeOf } from '../../system/outreach-month/local-time.ts';

/** Some move their clocks, at different times; those of the first three have hours in which all are awake. */
const ZONES = ['Europe/London', 'Asia/Kolkata', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'];
const POLICY = { quietHours: { from: '21:00', to: '08:00' }, spreadMinutes: 30, caps: { rules: [], gapHours: {} } };
const YEAR_MINUTES = 525_600;
const MINUTE_MS = 60_000;

const somewhere = fc.record({
  place: fc.constantFrom<Pick<MemberFacts, 'timeZone' | 'country'>>(
    {},
    { country: 'XX' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: 'Pacific/Auckland', country: 'CN' },
    { country: 'IN' },
  ),
  programme: fc.subarray(ZONES, { minLength: 1, maxLength: 3 }),
  nowMs: fc.integer({ min: 0, max: YEAR_MINUTES }).map((minute) => Date.UTC(2026, 0, 1) + minute * MINUTE_MS),
});

/** Where a member is, as somebody with a map would say it. */
function expectedZones({ timeZone, country }: Pick<MemberFacts, 'timeZone' | 'country'>, programme: readonly string[]) {
  if (timeZone === 'Pacific/Auckland') return [timeZone];
  return country === 'IN' ? ['Asia/Kolkata'] : programme;
}

function isAwake(zone: string, atMs: number): boolean {
  const { minute } = localTimeOf(atMs, zone);
  return minute >= 8 * 60 && minute < 21 * 60;
}

function decide(place: Pick<MemberFacts, 'timeZone' | 'country'>, programme: readonly string[], nowMs: number) {
  const message: ContactMessage = {
    ...{ memberId: 'm-1', messageKey: 'a', channel: 'email', topic: 'orders', class: 'transactional' },
    ...{ priority: 5, expectedValue: 0, validUntil: new Date(nowMs + 4 * 24 * 60 * MINUTE_MS).toISOString() },
  };
  const timeZones = zonesOf({ traits: {}, activePoints: 0, pendingPoints: 0, ...place }, programme);
  const member = { hasConsent: () => true, suppression: () => undefined, timeZones, sent: [] };
  return decideContact(message, member, POLICY, 0, new Date(nowMs));
}

test('whoever tells no zone is written to when all of the programme’s are awake, and then at once', () => {
  fc.assert(
    fc.property(somewhere, ({ place, programme, nowMs }) => {
      const verdict = decide(place, programme, nowMs);
      const zones = expectedZones(place, programme);
      expect(verdict.kind === 'SEND').toBe(zones.every((zone) => isAwake(zone, nowMs)));
      if (verdict.kind !== 'DEFER') return;
      const untilMs = Date.parse(verdict.until);
      expect(zones.every((zone) => isAwake(zone, untilMs))).toBe(true);
      expect(zones.every((zone) => isAwake(zone, untilMs - MINUTE_MS))).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('what waits for zones that are never awake together is not kept waiting', () => {
  fc.assert(
    fc.property(somewhere, ({ place, programme, nowMs }) => {
      if (decide(place, programme, nowMs).kind !== 'SUPPRESS') return;
      const zones = expectedZones(place, programme);
      const minutes = Array.from({ length: 24 * 60 }, (_, minute) => nowMs + minute * MINUTE_MS);
      expect(minutes.some((atMs) => zones.every((zone) => isAwake(zone, atMs)))).toBe(false);
    }),
    { numRuns: 100 },
  );
});
