/** C0 without tab and line breaks, DEL, and C1: nothing that a person typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A text as it is kept: one normal form (NFC) whatever the sender's, without control characters. */
export function cleanText(text: string): string {
  return text.replace(CONTROL_CHARACTERS, '').normalize('NFC');
}

/** What makes a value one that can not be kept, and where: steps from its root. */
export interface TextFault {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly given: string;
}

/**
 * A JSON value with all its texts and keys as they are kept, or the first fault: a lone surrogate, which would become
 * another character on its way into the table and make two ids one, or a key that reaches into an object's prototype.
 */
export function cleanValue(value: unknown): { readonly value: unknown } | { readonly fault: TextFault } {
  try {
    return { value: clean(value, []) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.fault };
    throw error;
  }
}

class Fault extends Error {
  readonly fault: TextFault;
  constructor(fault: TextFault) {
    super(fault.expected);
    this.fault = fault;
  }
}

function clean(value: unknown, path: readonly (string | number)[]): unknown {
  if (typeof value === 'string') return cleanWellFormed(value, path);
  if (Array.isArray(value)) return value.map((each, index) => clean(each, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const name = cleanWellFormed(key, path);
    if (FORBIDDEN_KEYS.has(name)) throw new Fault({ path, expected: 'keys that name a property', given: name });
    return [name, clean(each, [...path, name])];
  });
  return Object.fromEntries(entries);
}

function cleanWellFormed(text: string, path: readonly (string | number)[]): string {
  if (text.isWellFormed()) return cleanText(text);
  throw new Fault({ path, expected: 'text without lone surrogates', given: 'a lone surrogate' });
}
