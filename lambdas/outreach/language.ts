/** Languages that messages and pages are written in. */
export type Language = 'zh' | 'en';

/** The language for a locale such as `zh-CN` or `zh_CN`; English for those that nothing is written in, `fallback` for none. */
export function languageOf(locale: string | undefined, fallback: Language): Language {
  if (locale === undefined || locale === '') return fallback;
  return /^zh(?![a-z])/i.test(locale) ? 'zh' : 'en';
}

/** The tag that Intl and HTML take. */
export const languageTag = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en');
