/**
 * Whether a JSON text nests deeper than a limit, without parsing it: what is nested a hundred thousand deep parses, and
 * then overflows the stack of whoever walks through it.
 */
export function isNestedDeeperThan(text: string, depthMax: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (isInString) {
      if (char === '\\') index += 1;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > depthMax) return true;
  }
  return false;
}
