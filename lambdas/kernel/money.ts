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

/** Decimals of a currency's minor unit by ISO 4217: JPY 0, CNY 2, KWD 3. */
export function minorUnitDecimals(currency: string): number {
  return OTHER_DECIMALS.get(currency) ?? 2;
}

/**
 * Reads an amount into whole minor units (12.5 CNY is 1250). Takes decimal strings and numbers; a number counts as the
 * decimal that it prints as, so 0.1 + 0.2 is refused. Digits beyond the minor unit must be zeros.
 */
export function parseAmount(amount: string | number, currency: string): Result<number, AmountRefusal> {
  const decimals = minorUnitDecimals(currency);
  const found = PLAIN_DECIMAL.exec(String(amount));
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

/** ISO 4217 itself, since `Intl` answers by custom: it has no decimals for HUF, COP or PKR, in which shops do sell. */
const OTHER_DECIMALS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** Minor units as a decimal, with all of the currency's decimals: 28850 CNY is "288.50". */
export function formatAmount(minorUnits: number, currency: string): string {
  const decimals = minorUnitDecimals(currency);
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = minorUnits < 0 ? '-' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}
