type Image = Readonly<Record<string, unknown>>;

/**
 * An image of a stream record with its empty maps. DynamoDB Local leaves them out of its streams (`{"M":{}}` comes as
 * `{}`), while the service and the items themselves have them.
 */
export function withEmptyMaps(image: Image): Image {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, mend(value as Image)]));
}

function mend(value: Image): Image {
  if (Object.keys(value).length === 0) return { M: {} };
  if (value['M'] !== undefined) return { M: withEmptyMaps(value['M'] as Image) };
  if (Array.isArray(value['L'])) return { L: value['L'].map((each: Image) => mend(each)) };
  return value;
}
