import { ok, type Result, refuse } from './result.ts';

export interface AmountRefusal {
  readonly code: 'AMOUNT_INVALID';
  readonly expected: string;
  readonly given: string;
}

const PLAIN_DECIMAL = /^(\d{1,16})(?:\.(\d{1,20}))?$/;
const GIVEN_CHARACTERS_MAX = 40;

/** Whether it is a currency of ISO 4217, as upper-case letters. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** Decimals of a currency's minor unit: JPY 0, CNY 2, KWD 3. The currency must be one ({@link isCurrency}). */
export function minorUnitDecimals(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Reads an amount into whole minor units (12.5 CNY is 1250). Takes decimal strings and numbers; a number counts as the
 * decimal that it prints as, so 0.1 + 0.2 is refused. Digits beyond the minor unit must be zeros.
 */
export function parseAmount(amount: unknown, currency: string): Result<number, AmountRefusal> {
  const decimals = minorUnitDecimals(currency);
  const found = PLAIN_DECIMAL.exec(
    typeof amount === 'number' ? String(amount) : typeof amount === 'string' ? amount : '',
  );
  const [, units = '', fraction = ''] = found ?? [];
  const excess = fraction.slice(decimals);
  const minorUnits = Number(units + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (found === null || /[1-9]/.test(excess) || !Number.isSafeInteger(minorUnits)) {
    const expected = `a decimal amount in ${currency}, not negative, with at most ${decimals} decimals`;
    return refuse({ code: 'AMOUNT_INVALID', expected, given: String(amount).slice(0, GIVEN_CHARACTERS_MAX) });
  }
  return ok(minorUnits);
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
