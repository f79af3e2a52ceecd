import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import type { HashAddress } from './address-hash.ts';
import { SUPPRESSION_REASONS, type Suppression } from './suppression.ts';

/** Addresses by their keyed hash: what is suppressed stays so when the member is forgotten, and for whoever has the address. */
export interface SuppressionStore {
  suppression(address: string): Promise<Suppression | undefined>;
  /** Suppresses an address; the first reason stays. @returns whether it was not before */
  suppress(address: string, suppression: Suppression): Promise<boolean>;
}

const suppressionItem = z.object({ reason: z.enum(SUPPRESSION_REASONS), at: z.string() });

export const createSuppressionStore = (table: Table, reader: ItemReader, hash: HashAddress): SuppressionStore => ({
  suppression: (address) => reader.read(keys.suppression(hash(address)), suppressionItem),

  async suppress(address, suppression) {
    try {
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...keys.suppression(hash(address)), entityType: 'Suppression', ...suppression },
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});
