import { expect, test } from 'vitest';
import { isLeftAlone } from '../../../lambdas/experiments/left-alone.ts';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import { createDeriveKey } from '../../../lambdas/kernel/secret.ts';
import type { Item, Shop } from '../shop.ts';
import { published } from '../thread.ts';
import { track } from './calls.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIME_ZONE = 'Asia/Shanghai';
const CONTROLS = { yearPercent: 2, quarterPercent: 3, controlPercent: 10 };
const SORRY = 'We are sorry';

/** Members who ask for help: what is measured of it, and how a bad experience is made good. */
export function tryCare(shop: () => Shop): void {
  const now = () => shop().system.clock.now();
  const advanceTo = async (ms: number) => {
    await shop().system.advanceTo(ms);
    await shop().system.settle();
  };
  const advanceHours = (hours: number) => advanceTo(now() + hours * HOUR_MS);
  /** Noon in Shanghai: nobody sleeps. */
  const noonOfNextDay = () => Math.floor(now() / DAY_MS + 1) * DAY_MS + 4 * HOUR_MS;
  const ticket = (memberId: string, event: string, ticketId: string, properties: object = {}, call: object = {}) =>
    track(memberId, `Ticket ${event}`, { ticket_id: ticketId, ...properties }, call);
  const subjects = (memberId: string) =>
    shop()
      .system.sending.inbox.messages({ channel: 'email', to: `${memberId}@mail.example`, limit: 50 })
      .map(({ subject }) => subject);
  const messagesOf = async (memberId: string) =>
    (await shop().ask('GET', `/v1/members/${memberId}/messages`)).body['messages'] as Item[];
  const recoveriesOf = (memberId: string) => shop().items(memberId, 'RECOVERY#');

  /** The first of some made-up names that falls into a group from now on. */
  const nameIn = (group: 'treated' | 'control', name: string): string => {
    const salt = createDeriveKey(shop().system.deployment.secrets[0]?.value ?? '')('holdouts');
    const days = Array.from({ length: 40 }, (_, day) => dayOf(now() + day * DAY_MS, TIME_ZONE));
    for (let index = 0; index < 1_000; index += 1) {
      const memberId = `m-${name}-${index}`;
      const isAlone = days.map((day) => isLeftAlone(memberId, day, 'recovery', { salt, ...CONTROLS }));
      if (isAlone.every((each) => each === (group === 'control'))) return memberId;
    }
    throw new Error(`nobody falls into the group ${group}`);
  };

  async function join(memberId: string): Promise<void> {
    const consents = ['offers', 'points', 'account'].map((topic) => ({ channel: 'email', topic, status: 'GRANTED' }));
    await shop().ask('POST', `/v1/members/${memberId}/consents`, { consents, source: 'test' });
    const traits = { locale: 'en', timezone: TIME_ZONE, email: `${memberId}@mail.example` };
    await shop().track({ type: 'identify', userId: memberId, traits });
  }

  /** An offer that follows each parcel, as an operator may define one. */
  async function defineOffer(): Promise<void> {
    const content = { subject: 'More for you', blocks: [{ text: '{{ greeting }}' }] };
    const { status } = await shop().ask('POST', '/v1/messages/parcel-offer', {
      ...{ name: { en: 'More', zh: '更多' }, topic: 'offers', channel: 'email' },
      ...{ content: { en: content, zh: content }, trigger: { event: 'Order Delivered' } },
    });
    expect(status).toBe(200);
    await advanceHours(0.1);
  }

  test('a bad rating is made good: an apology, points, a question, nothing advertised meanwhile, and an end', async () => {
    await advanceTo(noonOfNextDay());
    const upset = nameIn('treated', 'upset');
    await defineOffer();
    await join(upset);
    await shop().track(
      ticket(upset, 'Opened', 't-upset', { channel: 'chat', reason: 'parcel', message: 'where is my parcel' }),
      ticket(upset, 'Answered', 't-upset'),
      ticket(upset, 'Resolved', 't-upset'),
    );
    await shop().track(ticket(upset, 'Rated', 't-upset', { rating: 3 }));
    await shop().track(ticket(upset, 'Rated', 't-upset', { rating: 3 }));
    await advanceHours(0.1);
    expect(subjects(upset)).toContain(SORRY);
    const [begun] = await recoveriesOf(upset);
    expect(begun).toMatchObject({ cause: 'BAD_RATING', group: 'treated', stage: 'APOLOGISED', pointsGiven: 0 });

    // A parcel arrives: the member is told of it, and the offer that would follow is held back. It is of no use by the end.
    await shop().track(track(upset, 'Order Delivered', { order_id: 'o-upset' }));
    await advanceHours(0.1);
    expect(subjects(upset)).toContain('Your parcel has arrived');
    expect(await messagesOf(upset)).toContainEqual(
      expect.objectContaining({ messageId: 'parcel-offer', verdict: { kind: 'SUPPRESS', rule: 'RECOVERY' } }),
    );
    const endsAt = String(begun?.['endsAt']);
    const late = { at: new Date(Date.parse(endsAt) - 2 * HOUR_MS).toISOString(), data: {} };
    const asked = await shop().ask('POST', '/v1/outreach/preview', {
      ...{ memberId: upset, messageId: 'parcel-offer', ...late },
    });
    expect(asked.body).toMatchObject({ verdict: { kind: 'DEFER', rule: 'RECOVERY', until: endsAt } });

    await advanceHours(26);
    expect(await shop().points(upset)).toMatchObject({ active: 100 });
    expect(subjects(upset)).toContain('100 points, with our apology');
    await advanceHours(5 * 24);
    expect(subjects(upset)).toContain('Is it right again?');
    expect(await shop().items(upset, 'CARE')).toMatchObject([{ live: 't-upset', heldUntil: endsAt }]);

    const ended = published(shop(), 'RecoveryEnded');
    await shop().track(ticket(upset, 'Rated', 't-upset', { rating: 9 }));
    expect(published(shop(), 'RecoveryEnded') - ended).toBe(1);
    expect(await recoveriesOf(upset)).toMatchObject([{ outcome: 'SATISFIED', pointsGiven: 100 }]);
    const [care] = await shop().items(upset, 'CARE');
    expect(care).not.toHaveProperty('heldUntil');
    expect(subjects(upset).filter((subject) => subject === SORRY)).toHaveLength(1);
    await shop().track(track(upset, 'Order Delivered', { order_id: 'o-upset-2' }));
    await advanceHours(0.1);
    expect(subjects(upset)).toContain('More for you');
    await shop().ask('DELETE', '/v1/messages/parcel-offer');
    expect(JSON.stringify(await shop().items(upset, 'TICKET#'))).not.toContain('where is');
  });

  test('an answer that is late is made good when its day is over; who is watched for it gets no points', async () => {
    await advanceTo(noonOfNextDay());
    const [waiting, watched] = [nameIn('treated', 'waiting'), nameIn('control', 'watched')];
    for (const memberId of [waiting, watched]) {
      await join(memberId);
      await shop().track(ticket(memberId, 'Opened', `t-${memberId}`));
    }
    await advanceHours(23);
    expect(await recoveriesOf(waiting)).toEqual([]);
    await advanceHours(3);
    expect(await recoveriesOf(waiting)).toMatchObject([{ cause: 'LATE_ANSWER', group: 'treated' }]);
    await advanceHours(26);
    expect(await recoveriesOf(watched)).toMatchObject([{ group: 'control', stage: 'COMPENSATED', pointsGiven: 0 }]);
    expect(await shop().points(waiting)).toMatchObject({ active: 100 });
    expect(await shop().points(watched)).toBe(undefined);
    expect(subjects(watched)).toContain(SORRY);
    expect(subjects(watched)).not.toContain('100 points, with our apology');

    // Nobody says that it is right: it ends by itself, and after thirty days it is known who came again.
    await advanceHours(16 * 24);
    expect(await recoveriesOf(waiting)).toMatchObject([{ outcome: 'EXPIRED' }]);
    await shop().track(track(waiting, 'Product Viewed', { product_id: 'tea' }));
    await advanceHours(15 * 24);
    expect(await recoveriesOf(waiting)).toMatchObject([{ hasReturned: true }]);
    expect(await recoveriesOf(watched)).toMatchObject([{ hasReturned: false }]);
  });

  test('a rating that is none, or is another than before, is refused and kept; a bad one of long ago is known, and nothing follows from it', async () => {
    const longAgo = { timestamp: new Date(now() - 40 * DAY_MS).toISOString(), context: { backfill: true } };
    const answer = await shop().track(
      ticket('m-rater', 'Rated', 't-rater', { rating: 11 }),
      ticket('m-rater', 'Rated', 't-old', { rating: 1 }, longAgo),
    );
    expect(answer).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code: 'EVENT_INVALID', path: '$.properties.rating' }],
    });
    const otherwise = { messageId: 'rated-twice' };
    await shop().track(ticket('m-rater', 'Rated', 't-twice', { rating: 9 }, otherwise));
    await shop().track(ticket('m-rater', 'Rated', 't-twice', { rating: 1 }, otherwise));
    const { body } = await shop().ask('GET', '/v1/reports/rejections');
    expect(JSON.stringify(body)).toContain('$.properties.rating');
    expect(body['rejections']).toContainEqual(
      expect.objectContaining({ messageId: 'rated-twice', code: 'PAYLOAD_MISMATCH' }),
    );
    expect(await shop().items('m-rater', 'TICKET#')).toMatchObject([
      { ticketId: 't-old', rated: { rating: 1 } },
      { ticketId: 't-twice', rated: { rating: 9 } },
    ]);
    expect(await recoveriesOf('m-rater')).toEqual([]);
  });

  test('the report tells how members were helped, and what making good did', async () => {
    const { status, body } = await shop().ask('GET', '/v1/reports/service');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resolutionTarget: 0.98,
      total: {
        service: { opened: 3, answered: 1, resolved: 1, rated: 1, rating: 3, resolutionInterval: expect.any(Object) },
        recovery: {
          treated: { started: 2, badRating: 1, lateAnswer: 1, satisfied: 1, expired: 1, pointsGiven: 200, measured: 2 },
          control: { started: 1, expired: 1, pointsGiven: 0, measured: 1, returned: 0 },
          difference: { low: expect.any(Number), high: expect.any(Number) },
        },
      },
    });
    const { url } = shop().system;
    const headers = { authorization: `Bearer ${shop().system.status().adminKey}` };
    const table = await (await fetch(`${url}/v1/reports/service?format=csv`, { headers })).text();
    expect(table).toContain('medianResponseMinutes');
  });
}
