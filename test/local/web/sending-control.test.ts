import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFront, startRuntime } from '../runtime-rig.ts';

let system: Awaited<ReturnType<typeof startRuntime>>;
let front: Awaited<ReturnType<typeof startFront>>;

beforeAll(async () => {
  system = await startRuntime({
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
  });
  front = await startFront(system);
});
afterAll(async () => {
  await front.stop();
  await system.stop();
});

interface Listed {
  readonly id: string;
  readonly to: readonly string[];
}

const listed = async (query = '') => (await front.ask(`/_local/inbox?${query}`)).body['messages'] as Listed[];

async function sendEmail(to: string, subject = 'Hi', html = '<p>Hi</p>'): Promise<string> {
  const mail = { from: { name: '礼物', address: 'news@shop.example' }, to, subject, html, text: 'Hi' };
  const Data = await new MailComposer(mail).compile().build();
  const command = new SendRawEmailCommand({ RawMessage: { Data }, Source: 'news@shop.example', Destinations: [to] });
  return (await new SESClient(system.clientSettings).send(command)).MessageId ?? '';
}

test('the inbox lists what was sent, by channel, receiver and instant', async () => {
  await sendEmail('m1@mail.example', '您有 100 积分，请在本月底之前使用，不要错过这个机会');
  system.sending.inbox.add({ channel: 'sms', to: ['+15550100'], body: 'Hello' });
  system.clock.moveTo(system.clock.now() + 60_000);
  const since = system.clock.iso();
  await sendEmail('m2@mail.example');
  expect(await listed()).toMatchObject([
    { channel: 'email', to: ['m1@mail.example'], subject: '您有 100 积分，请在本月底之前使用，不要错过这个机会' },
    { channel: 'sms', body: 'Hello' },
    { channel: 'email', to: ['m2@mail.example'], sentAt: expect.any(String) },
  ]);
  const receivers = async (query: string) => (await listed(query)).flatMap(({ to }) => to);
  expect(await receivers('channel=sms')).toEqual(['+15550100']);
  expect(await receivers('to=M1@mail.example')).toEqual(['m1@mail.example']);
  expect(await receivers(`since=${since}`)).toEqual(['m2@mail.example']);
  expect(await receivers('limit=1')).toEqual(['m2@mail.example']);
});

test('a message is read with its parts decoded, and its links to the API lead here', async () => {
  const { apiId = '' } = system.deployment.httpApis[0] ?? {};
  const link = `https://${apiId}.execute-api.eu-west-1.amazonaws.com/v1/unsubscribe?t=1`;
  const id = await sendEmail('m3@mail.example', '积分', `<a href="${link}">stop</a>`);
  const { body } = await front.ask(`/_local/inbox/message?id=${id}`);
  expect(body).toMatchObject({ id, subject: '积分', text: expect.stringMatching(/^Hi/) });
  expect(body['html']).toContain(`href="${front.url}/v1/unsubscribe?t=1"`);
  expect(body['headers']).toContainEqual({ name: 'Subject', value: '积分' });
  expect((await front.ask('/_local/inbox/message?id=none')).status).toBe(404);
});

test('the sends of each second are counted', async () => {
  const { body } = await front.ask('/_local/inbox/rates?channel=email');
  const perSecond = body['perSecond'] as Record<string, number>;
  expect(Object.values(perSecond).reduce((sum, sends) => sum + sends, 0)).toBe(body['sends']);
  expect(Object.keys(perSecond)[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
});

test('faults are planned and listed, and what a service does not do is refused', async () => {
  const plan = { service: 'ses', fault: 'Throttling', times: 3 };
  expect((await front.ask('/_local/sending', plan)).body).toEqual({ faults: [plan] });
  await expect(sendEmail('m4@mail.example')).rejects.toThrow('Maximum sending rate exceeded.');
  expect((await front.ask('/_local/sending')).body).toEqual({ faults: [{ ...plan, times: 2 }] });
  const wrong = await front.ask('/_local/sending', { service: 'ses', fault: 'Tired', times: 1 });
  expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining('ses has no fault Tired') } });
  expect((await front.ask('/_local/sending', { ...plan, times: 0 })).status).toBe(400);
  expect((await front.ask('/_local/sending', { fault: null })).body).toEqual({ faults: [] });
});

test.each(['channel=fax', 'since=yesterday', 'limit=many'])(
  'a question that can not be read is refused: %s',
  async (query) => {
    expect((await front.ask(`/_local/inbox?${query}`)).status).toBe(400);
  },
);

test('the page of the inbox is there with its parts', async () => {
  for (const path of ['/_local/inbox.html', '/_local/inbox-page.css', '/_local/inbox-page.js']) {
    expect((await fetch(front.url + path)).status).toBe(200);
  }
});
