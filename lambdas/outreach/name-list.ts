import type { Language } from './language.ts';

/** No word in between: a name may have an "and" of its own. */
const BETWEEN: Readonly<Record<Language, string>> = { en: ', ', zh: '、' };

/** Names one after the other, as a language lists them: `Offers and news, Points`. */
export const listNames = (names: readonly string[], language: Language): string => names.join(BETWEEN[language]);
