import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRuntime } from '../runtime-rig.ts';

let system: Awaited<ReturnType<typeof startRuntime>>;
let client: SESv2Client;

beforeAll(async () => {
  system = await startRuntime({});
  client = new SESv2Client(system.clientSettings);
});
afterAll(() => system.stop());

async function listed(filter: object = {}): Promise<string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListSuppressedDestinationsCommand({ ...filter, NextToken }));
    found.push(...(page.SuppressedDestinationSummaries ?? []).map(({ EmailAddress = '' }) => EmailAddress));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

test('an address is put on the list, found whatever its case, and taken off it', async () => {
  const EmailAddress = 'Some.One+1@mail.example';
  await client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'COMPLAINT' }));
  const { SuppressedDestination } = await client.send(new GetSuppressedDestinationCommand({ EmailAddress }));
  expect(SuppressedDestination).toMatchObject({ EmailAddress: 'some.one+1@mail.example', Reason: 'COMPLAINT' });
  expect(Math.abs((SuppressedDestination?.LastUpdateTime?.getTime() ?? 0) - system.clock.now())).toBeLessThan(10_000);
  await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
  await expect(client.send(new GetSuppressedDestinationCommand({ EmailAddress }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

test('the list comes in pages, by reason and by date', async () => {
  const { suppressions } = system.sending;
  for (const name of ['c', 'a', 'b']) suppressions.put(`${name}@mail.example`, 'BOUNCE');
  const between = new Date(system.clock.now() + 1_800_000);
  system.clock.moveTo(system.clock.now() + 3_600_000);
  suppressions.put('d@mail.example', 'COMPLAINT');
  expect(await listed({ PageSize: 2 })).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name}@mail.example`));
  expect(await listed({ Reasons: ['COMPLAINT'] })).toEqual(['d@mail.example']);
  expect(await listed({ StartDate: between })).toEqual(['d@mail.example']);
  expect(await listed({ EndDate: between, PageSize: 1 })).toHaveLength(3);
});

test('the account may send, and tells its quota', async () => {
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({
    SendingEnabled: true,
    SendQuota: { MaxSendRate: 500, SentLast24Hours: 0 },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
});
