import { expect, test } from 'vitest';
import {
  createMessageCatalogue,
  mergeDefinitions,
  type StoredDefinition,
  type TopicSettings,
} from '../../../lambdas/outreach/message-catalogue.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';

const ready = (id: string) => messageBody.parse(READY_MESSAGES[id]);
const FILE = { welcome: ready('welcome'), statement: ready('statement') };
const TOPICS: readonly TopicSettings[] = [
  { id: 'offers', name: { en: 'Offers', zh: '优惠' }, class: 'marketing' },
  { id: 'points', name: { en: 'Points', zh: '积分' }, class: 'service' },
];
const urgent = { ...ready('welcome'), priority: 99 };
const told = (stored: readonly StoredDefinition[], topics = TOPICS) =>
  mergeDefinitions(FILE, stored, topics).map(
    ({ messageId, version, body, class: kind }) => `${messageId} ${version} ${body.priority} ${kind}`,
  );

const STATEMENT = 'statement 0 30 service';
const WELCOME = 'welcome 0 80 marketing';

test.each<[string, readonly StoredDefinition[], readonly string[]]>([
  ['nothing', [], [STATEMENT, WELCOME]],
  ['one of the file', [{ messageId: 'welcome', version: 1, body: urgent }], [STATEMENT, 'welcome 1 99 marketing']],
  ['one of their own', [{ messageId: 'a', version: 1, body: urgent }], ['a 1 99 marketing', STATEMENT, WELCOME]],
  ['one switched off', [{ messageId: 'welcome', version: 1 }], [STATEMENT]],
  [
    'one switched off and on again, in any order',
    [
      { messageId: 'welcome', version: 3, body: urgent },
      { messageId: 'welcome', version: 1, body: ready('welcome') },
      { messageId: 'welcome', version: 2 },
    ],
    [STATEMENT, 'welcome 3 99 marketing'],
  ],
  ['one of a topic that is none', [{ messageId: 'welcome', version: 1, body: { ...urgent, topic: 'x' } }], [STATEMENT]],
])('over the file operators defined %s', (_, stored, all) => {
  expect(told(stored)).toEqual(all);
});

test('without its topic no message is sent', () => {
  expect(told([], TOPICS.slice(1))).toEqual([STATEMENT]);
});

const START_MS = Date.parse('2026-06-10T04:00:00.000Z');

function catalogueOver(read: () => Promise<readonly StoredDefinition[]>) {
  let nowMs = START_MS;
  let reads = 0;
  const counted = () => {
    reads += 1;
    return read();
  };
  const catalogue = createMessageCatalogue(FILE, TOPICS, counted, () => new Date(nowMs));
  const wait = (seconds: number) => {
    nowMs += seconds * 1_000;
  };
  return { catalogue, reads: () => reads, wait };
}

test('a message is found by its id and by what triggers it', async () => {
  const { catalogue } = catalogueOver(async () => []);
  expect((await catalogue.find('welcome'))?.class).toBe('marketing');
  expect(await catalogue.find('goodbye')).toBeUndefined();
  expect((await catalogue.triggeredBy('StatementDue')).map(({ messageId }) => messageId)).toEqual(['statement']);
  expect(await catalogue.triggeredBy('toString')).toEqual([]);
});

test('definitions are read once a minute, however many ask', async () => {
  const { catalogue, reads, wait } = catalogueOver(async () => []);
  await Promise.all([catalogue.find('welcome'), catalogue.find('a'), catalogue.triggeredBy('MemberJoined')]);
  wait(59);
  await catalogue.find('welcome');
  expect(reads()).toBe(1);
  wait(1);
  await catalogue.find('welcome');
  expect(reads()).toBe(2);
});

test('a change is known a minute later', async () => {
  let stored: readonly StoredDefinition[] = [];
  const { catalogue, wait } = catalogueOver(async () => stored);
  expect(await catalogue.find('welcome')).toBeDefined();
  stored = [{ messageId: 'welcome', version: 1 }];
  wait(60);
  expect(await catalogue.find('welcome')).toBeUndefined();
});

test('a reading that fails fails who asked, and the next one reads again', async () => {
  let isBroken = true;
  const { catalogue, reads } = catalogueOver(async () => {
    if (isBroken) throw new Error('throttled');
    return [];
  });
  await expect(Promise.all([catalogue.find('welcome'), catalogue.find('a')])).rejects.toThrow('throttled');
  isBroken = false;
  expect((await catalogue.find('welcome'))?.messageId).toBe('welcome');
  expect(reads()).toBe(2);
});
