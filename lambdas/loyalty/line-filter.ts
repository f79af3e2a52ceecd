import type { PaidLine } from './order.ts';

/** Which lines of an order are meant; one of what is given has to hold. */
export interface LineFilter {
  readonly products?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly brands?: readonly string[] | undefined;
}

export function isFor({ products, categories, brands }: LineFilter, { labels = {} }: PaidLine): boolean {
  const { product, category, brand } = labels;
  return (
    (product !== undefined && products?.includes(product) === true) ||
    (category !== undefined && categories?.includes(category) === true) ||
    (brand !== undefined && brands?.includes(brand) === true)
  );
}
