import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { createDeriveKey } from '../../../lambdas/kernel/secret.ts';
import { signLink } from '../../../lambdas/outreach/signed-link.ts';
import { READY_SURVEYS } from '../../../programmes/ready-surveys.ts';
import { digest } from '../../replay/real-year.ts';
import type { Item, Shop } from '../shop.ts';
import { track } from './calls.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** One of its own: the ready one has perhaps been asked already this quarter, by the schedule. */
const SURVEY = 'opinion';
const READY = 'quarterly-satisfaction';

/** Surveys, from the draw of who is asked to the figures of what was answered. */
export function trySurveys(shop: () => Shop): void {
  const now = () => shop().system.clock.now();
  const noonOfNextDay = () => Math.floor(now() / DAY_MS + 1) * DAY_MS + 4 * HOUR_MS;
  const advanceTo = async (ms: number) => {
    await shop().system.advanceTo(ms);
    await shop().system.settle();
  };
  const invitations = (memberId: string) => shop().items(memberId, 'SURVEY#');
  const mails = (memberId: string) =>
    shop().system.sending.inbox.messages({ channel: 'email', to: `${memberId}@mail.example`, limit: 50 });
  const asking = (memberId: string) => mails(memberId).filter(({ subject }) => /One click/.test(subject ?? ''));
  const get = (path: string) => fetch(`${shop().system.url}${path}`, { headers: { 'accept-language': 'en' } });
  const post = (path: string, body: string) =>
    fetch(`${shop().system.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
      body,
    });

  /** As the schedule does on the first days of a quarter. */
  async function dispatch(): Promise<void> {
    const { deployment, runtime } = shop().system;
    const planner = deployment.functions.find(({ path }) => path.includes('PlanSurveys'));
    const { error } = (await runtime.pool.invoke(planner?.arn ?? '', {}, new Map())) as { error?: unknown };
    expect(error).toBeUndefined();
    await shop().system.settle();
  }

  async function join(memberId: string, topics: readonly string[]): Promise<void> {
    const traits = { locale: 'en', timezone: 'Asia/Shanghai', email: `${memberId}@mail.example` };
    await shop().track({ type: 'identify', userId: memberId, traits }, track(memberId, 'Signed Up'));
    const consents = topics.map((topic) => ({ channel: 'email', topic, status: 'GRANTED' }));
    if (consents.length > 0) {
      await shop().ask('POST', `/v1/members/${memberId}/consents`, { consents, source: 'test' });
    }
    await shop().track(
      track(memberId, 'Order Completed', { order_id: `o-${memberId}`, currency: 'CNY', revenue: '10.00' }),
    );
  }

  /** The links of the last e-mail that asked, by where they lead. */
  async function surveyLinks(memberId: string): Promise<string[]> {
    const { html = '' } = await PostalMime.parse(asking(memberId)[0]?.raw ?? '');
    return [...html.matchAll(/href="https?:\/\/[^/"]+(\/survey\/[^"]+)"/g)].map(([, path = '']) =>
      path.replaceAll('&amp;', '&'),
    );
  }

  const tokenFor = (memberId: string, survey: string, run: string) => {
    const key = createDeriveKey(shop().system.deployment.secrets[0]?.value ?? '')('links');
    return signLink({ kind: 'survey', memberId, survey, run }, key);
  };

  test('operators change a survey, add one, and switch it off', async () => {
    const ready = READY_SURVEYS[READY];
    const define = (id: string, body: unknown) => shop().ask('POST', `/v1/surveys/${id}`, body);
    expect(await define(SURVEY, { ...ready, sampleSize: 10 })).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await define('own', { ...ready, kind: 'custom', topic: 'nothing' })).toMatchObject({
      status: 422,
      body: { code: 'SURVEY_INVALID' },
    });
    expect((await define('own-leavers', READY_SURVEYS['leavers'])).status).toBe(422);
    expect((await define(SURVEY, { ...ready, sampleSize: 20 })).body).toMatchObject({ version: 2 });
    expect(await shop().ask('DELETE', `/v1/surveys/${READY}`)).toMatchObject({ status: 200, body: { version: 1 } });
    expect((await shop().ask('DELETE', `/v1/surveys/${READY}`)).status).toBe(404);
    const { body } = await shop().ask('GET', '/v1/surveys');
    expect(body['surveys']).toMatchObject([
      { surveyId: 'leavers', version: 0, isOn: true },
      { surveyId: SURVEY, version: 2, isOn: true },
      { surveyId: READY, version: 1, isOn: false },
    ]);
  });

  test('members who want to be asked are asked once a quarter, however often it is begun', async () => {
    await advanceTo(noonOfNextDay());
    await join('m-fan', ['surveys']);
    await join('m-critic', ['surveys']);
    await join('m-idle', ['surveys']);
    await join('m-twin', ['surveys']);
    await join('m-quiet', []);
    await dispatch();
    await dispatch();
    await advanceTo(now() + HOUR_MS);
    for (const memberId of ['m-fan', 'm-critic', 'm-idle', 'm-twin']) {
      expect(await invitations(memberId)).toMatchObject([{ survey: SURVEY, version: 2, stage: 'activated' }]);
      expect(asking(memberId)).toHaveLength(1);
    }
    expect(await invitations('m-quiet')).toEqual([]);
    expect(asking('m-quiet')).toEqual([]);
  });

  test('a click on a score shows the survey with it chosen and changes nothing; sending it counts, once, and earns points', async () => {
    const links = await surveyLinks('m-fan');
    expect(links).toHaveLength(11);
    const nine = links.find((path) => path.endsWith('?q=nps&a=9')) ?? '';
    await shop().system.settle();
    const before = await digest(shop());
    const shown = await get(nine);
    const page = await shown.text();
    expect([shown.status, page]).toEqual([200, expect.stringMatching(/value="9" id="q-nps-9" checked/)]);
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    await shop().system.settle();
    expect(await digest(shop())).toBe(before);

    const path = nine.replace(/\?.*/, '');
    expect((await post(`${path}x`, 'q-nps=9')).status).toBe(400);
    expect((await post(path, 'q-nps=11')).status).toBe(400);
    const points = Number((await shop().points('m-fan'))?.['active'] ?? 0);
    const sent = await post(path, 'q-nps=9&q-csat=5&q-reason=%3D1%2B1');
    expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('Thank you')]);
    const again = await post(path, 'q-nps=0');
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining('Answered already')]);
    await shop().system.settle();
    expect(await invitations('m-fan')).toMatchObject([{ answers: { nps: ['9'], csat: ['5'] } }]);
    expect((await shop().points('m-fan'))?.['active']).toBe(points + 50);
    expect((await invitations('m-fan'))[0]).not.toHaveProperty('texts');
  });

  test('of two members who were both asked and answer, and become one, one answer counts, which the old link knows', async () => {
    const [link = ''] = await surveyLinks('m-twin');
    const path = link.replace(/\?.*/, '');
    expect((await post(path, 'q-nps=0')).status).toBe(200);
    const key = { 'idempotency-key': 'merge-twin' };
    expect((await shop().ask('POST', '/v1/members/m-fan/merge', { from: 'm-twin', dryRun: false }, key)).status).toBe(
      200,
    );
    await shop().system.settle();
    expect(await invitations('m-twin')).toMatchObject([{ forwardTo: 'm-fan' }]);
    expect(await invitations('m-fan')).toMatchObject([{ answers: { nps: ['9'], csat: ['5'] } }]);
    expect(await (await post(path, 'q-nps=1')).text()).toContain('Answered already');
  });

  test('who has not answered is reminded once, and who has is not', async () => {
    await advanceTo(now() + 8 * DAY_MS);
    const reminders = (memberId: string) => mails(memberId).filter(({ subject }) => /Still time/.test(subject ?? ''));
    expect(reminders('m-critic')).toHaveLength(1);
    expect(reminders('m-fan')).toEqual([]);
    const [link = ''] = await surveyLinks('m-critic');
    expect((await post(link.replace(/\?.*/, ''), 'q-nps=3')).status).toBe(200);
    await advanceTo(now() + 20 * DAY_MS);
    expect(reminders('m-critic')).toHaveLength(1);
  });

  test('when its time is over a survey takes no answers', async () => {
    const [invitation] = await invitations('m-idle');
    const path = `/survey/${tokenFor('m-idle', SURVEY, String(invitation?.['run']))}`;
    expect((await get(path)).status).toBe(410);
    expect((await post(path, 'q-nps=9')).status).toBe(410);
    expect(await invitations('m-idle')).toEqual([invitation]);
  });

  test('who left is asked for the reasons, if it can be written to', async () => {
    await join('m-gone', ['offers']);
    const data = { memberId: 'm-gone', rung: 4, stage: 'dormant', silence: '2026-01-05' };
    const detail = { version: 1, id: 'm-gone/asked', occurredAt: new Date(now()).toISOString(), data };
    const unwritten = { ...detail, id: 'm-quiet/asked', data: { ...data, memberId: 'm-quiet' } };
    const askedBy = (each: object) => ({ source: 'holdfast', detailType: 'WinBackAsked', detail: each });
    await shop().putOnBus([askedBy(detail), askedBy(unwritten)]);
    await shop().system.settle();
    expect(await invitations('m-quiet')).toEqual([]);
    expect(await invitations('m-gone')).toMatchObject([{ survey: 'leavers', kind: 'leavers', stage: 'dormant' }]);
    const path = `/survey/${tokenFor('m-gone', 'leavers', 'leavers.2026-01-05')}`;
    expect((await get(path)).status).toBe(200);
    expect((await post(path, 'q-reasons=price&q-reasons=delivery&q-change=Cheaper')).status).toBe(200);
    await advanceTo(now() + 31 * DAY_MS);
    await shop().putOnBus([askedBy(detail)]);
    await shop().system.settle();
    expect(await invitations('m-gone')).toHaveLength(1);
  });

  test('what was answered is told by stage with its interval, and so are the reasons of those who left', async () => {
    const { status, body } = await shop().ask('GET', '/v1/reports/surveys?grain=year');
    expect(status).toBe(200);
    const [left, satisfied] = body['surveys'] as { survey: string; periods: Record<string, Item>[] }[];
    const sum = (of: typeof left, figure: string) =>
      (of?.periods ?? []).reduce((all, period) => all + Number(period['all']?.[figure]), 0);
    expect([left?.survey, satisfied?.survey]).toEqual(['leavers', SURVEY]);
    const figures = ['asked', 'answered', 'promoters', 'detractors', 'npsAnswers', 'satisfied', 'csatAnswers'];
    expect(figures.map((figure) => sum(satisfied, figure))).toEqual([3, 2, 1, 1, 2, 1, 1]);
    const reasons = (left?.periods ?? []).flatMap((period) => period['all']?.['reasons'] as Item[]);
    expect(reasons).toMatchObject([
      { reason: 'delivery', members: 1, share: { value: 1 } },
      { reason: 'price', members: 1 },
    ]);
    const kpis = (await shop().ask('GET', '/v1/reports/kpis?grain=year')).body['kpis'] as Item[];
    const nps = kpis.find(({ id }) => id === 'nps') as { periods: { denominator: number }[] };
    expect(nps.periods.reduce((all, { denominator }) => all + denominator, 0)).toBe(2);
  });

  test('what was written is read without who wrote it, and no spreadsheet runs it', async () => {
    const [fan] = await invitations('m-fan');
    const month = String(fan?.['answeredAt']).slice(0, 7);
    const { body } = await shop().ask('GET', `/v1/surveys/${SURVEY}/texts?month=${month}`);
    expect(body['texts']).toEqual([{ question: 'reason', text: '=1+1' }]);
    const items = await shop().partition(`SURVEYTEXT#${SURVEY}#${month}`);
    expect(Object.keys(items[0] ?? ({} as Item)).sort()).toEqual(['PK', 'SK', 'entityType', 'question', 'text']);
    const csv = await fetch(`${shop().system.url}/v1/surveys/${SURVEY}/texts?month=${month}&format=csv`, {
      headers: { authorization: `Bearer ${shop().system.status().adminKey}` },
    });
    expect(await csv.text()).toBe("question,text\r\nreason,'=1+1\r\n");
  });
}
