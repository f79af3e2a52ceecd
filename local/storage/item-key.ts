/** Attributes in DynamoDB's wire form. */
export type AttributeMap = Readonly<Record<string, unknown>>;

/** One text for one key, whatever the order in which an engine lists its attributes. */
export function keyText(key: AttributeMap): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}
