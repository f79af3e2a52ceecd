/** Codes that stand where a country's does, and name none. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** Whether it is an IANA time zone. Intl also takes offsets ("+01:00") and any case; AWS's scheduler takes neither. */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|[A-Z]\w*(\/[A-Z][\w+-]*)+)$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** Whether it is a country of ISO 3166 by two capitals: GB, not UK. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.has(code)) return false;
  const isKnown = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
  // Intl knows former and colloquial codes too, and reads them as today's.
  return isKnown && new Intl.Locale(`und-${code}`).region === code;
}
