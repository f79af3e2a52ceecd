import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { Purchase } from './ledger-change.ts';

/**
 * The write that counts a purchase in the year of its order. Months have attributes of their own (`orders03`,
 * `returned03`), so an item holds twelve of each and no more. Adding is safe only together with the entry.
 */
export function purchaseWrite({ memberId, day, orders, returned }: Purchase): Write {
  const [year = '', month = ''] = day.split('-');
  const added = Object.entries({ [`orders${month}`]: orders, [`returned${month}`]: returned }).filter(
    ([, by]) => by > 0,
  );
  return {
    Update: {
      Key: { ...keys.purchaseYear(memberId, year) },
      UpdateExpression: `SET entityType = :entityType, memberId = :memberId, yearOfOrders = :year ADD ${added.map(([name]) => `${name} :${name}`).join(', ')}`,
      ExpressionAttributeValues: {
        ':entityType': 'PurchaseYear',
        ':memberId': memberId,
        ':year': year,
        ...Object.fromEntries(added.map(([name, by]) => [`:${name}`, by])),
      },
    },
  };
}
