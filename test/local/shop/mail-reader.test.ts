import { expect, test } from 'vitest';
import { SentMessage } from '../../../local/sending/sent-message.ts';
import { MailReader } from '../../../local/shop/mail-reader.ts';

const mail = (n: number, sentAtMs = n) =>
  new SentMessage(
    {
      channel: 'email',
      to: [`sim-${n}@mail.example`],
      body: `Subject: Hello\r\nList-Unsubscribe: <https://shop.example/unsubscribe/token-${n}>\r\n\r\nHello`,
    },
    sentAtMs,
  );

function readerOf(mails: readonly SentMessage[]) {
  const paths: string[] = [];
  const reader = new MailReader({
    seed: 1,
    mailsSince: (sinceMs) => mails.filter(({ sentAtMs }) => sentAtMs >= sinceMs),
    unsubscribe: async (path) => {
      paths.push(path);
    },
  });
  return { reader, paths };
}

test('of a thousand e-mails a few are unsubscribed from, each by its own link', async () => {
  const { reader, paths } = readerOf(Array.from({ length: 1000 }, (_, n) => mail(n)));
  await reader.read();
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.length).toBeLessThan(40);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths) expect(path).toMatch(/^\/unsubscribe\/token-\d+$/);
});

test('an e-mail is read once, and those that come with the last one are not missed', async () => {
  const mails = Array.from({ length: 500 }, (_, n) => mail(n, 7));
  const whole = readerOf(mails);
  await whole.reader.read();
  const parts: SentMessage[] = [];
  const { reader, paths } = readerOf(parts);
  for (const each of mails) {
    parts.push(each);
    await reader.read();
  }
  expect(paths).toEqual(whole.paths);
});

test('mail without a link is left alone', async () => {
  const plain = new SentMessage({ channel: 'email', to: ['a@mail.example'], body: 'Subject: Hello\r\n\r\nHello' }, 1);
  const { reader, paths } = readerOf([plain]);
  await reader.read();
  expect(paths).toEqual([]);
});

test('of those who are asked some answer, by the form of the link that they followed', async () => {
  const asking = (n: number, path: string) =>
    new SentMessage(
      {
        channel: 'email',
        to: [`sim-${n}@mail.example`],
        body: `Subject: One click\r\nContent-Type: text/html\r\n\r\n<a href="https://shop.example${path}">7</a>`,
      },
      n,
    );
  const paths = ['/survey/t?q=nps&amp;a=7', '/survey/t', '/go/t'];
  const answers: string[] = [];
  const reader = new MailReader({
    seed: 1,
    mailsSince: (sinceMs) =>
      Array.from({ length: 300 }, (_, n) => asking(n, paths[n % 3] ?? '')).filter(
        ({ sentAtMs }) => sentAtMs >= sinceMs,
      ),
    unsubscribe: async () => undefined,
    answer: async (path, form) => {
      answers.push(`${path} ${form}`);
    },
  });
  await reader.read();
  expect(answers.length).toBeGreaterThan(40);
  expect(answers.length).toBeLessThan(100);
  for (const answer of answers) {
    expect(answer).toMatch(
      /^\/survey\/t (q-nps=(\d|10)&q-csat=[1-5]|q-reasons=(price|assortment|delivery|no-need|elsewhere))$/,
    );
  }
});
