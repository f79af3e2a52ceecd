import * as z from 'zod/mini';
import { expectation } from '../expectation.ts';

/** An item that is not what its schema says: a fault of whoever wrote it, and no reason to guess. */
export class CorruptItemError extends Error {
  override readonly name = 'CorruptItemError';
}

/** Reads an item by its schema. Attributes that the schema does not name, such as keys, are left out. */
export function decodeItem<T extends z.ZodMiniType>(schema: T, item: Readonly<Record<string, unknown>>): z.infer<T> {
  const parsed = z.safeParse(schema, item);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: expected ${expectation(issue)}`);
  throw new CorruptItemError(`item ${item['PK']} ${item['SK']}: ${faults.join('; ')}`);
}
