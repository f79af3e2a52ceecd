/** The characters of GSM 03.38 (3GPP TS 23.038, 6.2.1), in their order; the one that begins an extension stands for no character. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Those of its extension table, each two units. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** What a message may have alone, and what each part may have of a longer one, whose parts carry a header. */
const UNITS_MAX = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;

export interface SmsParts {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Of seven bits in GSM-7, of sixteen in UCS-2. */
  readonly units: number;
  readonly parts: number;
}

/**
 * How many parts a text is sent in, each of which is paid for. No part ends within a character: what does not fit goes
 * into the next one whole. A sender who ends parts at words may need one more.
 */
export function smsParts(text: string): SmsParts {
  const characters = [...text];
  const isGsm = characters.every((character) => BASIC.has(character) || EXTENSION.has(character));
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((character) => (isGsm ? (EXTENSION.has(character) ? 2 : 1) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, part } = UNITS_MAX[encoding];
  return { encoding, units, parts: units <= alone ? 1 : partsOf(sizes, part) };
}

function partsOf(sizes: readonly number[], unitsMax: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > unitsMax) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
