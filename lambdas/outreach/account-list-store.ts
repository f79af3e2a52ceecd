import { ListSuppressedDestinationsCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { getItem } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

/** An address that the mail service does not write to. */
export interface ListedAddress {
  readonly address: string;
  /** ISO-8601 in UTC. */
  readonly listedAt: string;
}

/** The account's own suppression list, which only version 2 of the SES API knows, and how far it has been read. */
export interface AccountListStore {
  /** Page by page, what was listed since then; all of it without an instant. */
  pages(since: Date | undefined): AsyncIterable<readonly ListedAddress[]>;
  reconciledUntil(): Promise<string | undefined>;
  keepReconciledUntil(instant: string): Promise<void>;
}

const PAGE_SIZE = 1_000;
const KEY = keys.job('reconcile-suppressions', 'state');
const jobItem = z.object({ reconciledUntil: z.string() });

export const createAccountListStore = (table: Table, client: SESv2Client): AccountListStore => ({
  async *pages(since) {
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListSuppressedDestinationsCommand({ StartDate: since, PageSize: PAGE_SIZE, NextToken: token }),
      );
      yield (page.SuppressedDestinationSummaries ?? []).flatMap(({ EmailAddress: address, LastUpdateTime }) =>
        address === undefined ? [] : [{ address, listedAt: (LastUpdateTime ?? new Date(0)).toISOString() }],
      );
      token = page.NextToken;
    } while (token !== undefined);
  },

  async reconciledUntil() {
    return (await getItem(table, KEY, jobItem))?.reconciledUntil;
  },

  async keepReconciledUntil(instant) {
    const Item = { ...KEY, entityType: 'Job', reconciledUntil: instant };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  },
});
