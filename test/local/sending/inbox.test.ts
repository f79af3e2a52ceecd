import { expect, test } from 'vitest';
import { Inbox } from '../../../local/sending/inbox.ts';
import { createRig } from '../rig.ts';

test('the last twenty thousand are kept, and all are counted by second', () => {
  const { clock } = createRig();
  const inbox = new Inbox(clock);
  const ids = Array.from({ length: 23_000 }, (_, index) => {
    return inbox.add({ channel: 'sms', to: [`+${index}`], body: 'Hello' }).id;
  });
  const kept = inbox.messages();
  expect([kept.length, kept[0]?.to, kept.at(-1)?.to]).toEqual([20_000, ['+3000'], ['+22999']]);
  expect([inbox.find(ids[2_999] ?? ''), inbox.find(ids[3_000] ?? '')?.to]).toEqual([undefined, ['+3000']]);
  const counted = [...inbox.rates('sms').values()].reduce((sum, sends) => sum + sends, 0);
  expect([counted, inbox.count('sms'), inbox.count('email')]).toEqual([23_000, 23_000, 0]);
});

test('large messages push out older ones', () => {
  const { clock } = createRig();
  const inbox = new Inbox(clock);
  const body = Buffer.alloc(100 * 1024 * 1024);
  for (const to of ['a', 'b', 'c']) inbox.add({ channel: 'email', to: [to], body });
  expect(inbox.messages().map(({ to }) => to[0])).toEqual(['b', 'c']);
});
