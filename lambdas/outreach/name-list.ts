import { type Language, languageTag } from './language.ts';

/** Making a formatter takes far longer than using it. */
const FORMATS: Readonly<Record<Language, Intl.ListFormat>> = {
  en: new Intl.ListFormat(languageTag('en'), { type: 'conjunction' }),
  zh: new Intl.ListFormat(languageTag('zh'), { type: 'conjunction' }),
};

/** Names one after the other, as a language lists them: `Offers, Points, and News`. */
export const listNames = (names: readonly string[], language: Language): string => FORMATS[language].format(names);
