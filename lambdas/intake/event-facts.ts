import { isAddressLike } from './call.ts';
import { isTicketEvent } from './ticket-facts.ts';

const TEXT_CHARACTERS_MAX = 128;

/**
 * Properties of Segment's E-commerce Spec that travel: what a thing is and how much of it. What a person typed or is
 * (a query, a message, a recipient, a review's text) does not.
 */
const COMMERCE_PROPERTIES = [
  'product_id',
  'sku',
  'category',
  'brand',
  'variant',
  'quantity',
  'cart_id',
  'checkout_id',
  'order_id',
  'list_id',
  'wishlist_id',
  'promotion_id',
  'coupon',
  'coupon_id',
  'review_id',
  'rating',
  'event_id',
  'share_via',
  'step',
] as const;

/** Events of the specification; others are kept with what the programme says of them. */
const COMMERCE_EVENTS = new Set([
  'Products Searched',
  'Product List Viewed',
  'Product List Filtered',
  'Promotion Viewed',
  'Promotion Clicked',
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Checkout Started',
  'Checkout Step Viewed',
  'Checkout Step Completed',
  'Payment Info Entered',
  'Coupon Entered',
  'Coupon Applied',
  'Coupon Denied',
  'Coupon Removed',
  'Product Added to Wishlist',
  'Product Removed from Wishlist',
  'Wishlist Product Added to Cart',
  'Product Shared',
  'Cart Shared',
  'Product Reviewed',
  'Checked In',
  'Event Checked In',
  'Signed Up',
  'Signed In',
  'Signed Out',
]);

export const isKnownEvent = (event: string): boolean => COMMERCE_EVENTS.has(event) || isTicketEvent(event);

/** The facts of an event that is not one of an order: the properties named for it, as far as they are plain values. */
export function readEventFacts(
  event: string,
  properties: Readonly<Record<string, unknown>>,
  ownProperties: readonly string[],
): Readonly<Record<string, unknown>> {
  const names = [...(COMMERCE_EVENTS.has(event) ? COMMERCE_PROPERTIES : []), ...ownProperties];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return isFact(value) ? [[name, value]] : [];
    }),
  );
}

function isFact(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.length <= TEXT_CHARACTERS_MAX && !isAddressLike(value);
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
