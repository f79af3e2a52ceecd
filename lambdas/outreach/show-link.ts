import { createFindOutreach } from './find-outreach.ts';
import type { Language } from './language.ts';
import { type LinkPageSettings, linkPages } from './link-page.ts';
import type { OutreachStore } from './outreach-store.ts';
import { type PreferenceSettings, preferenceForm } from './preference-form.ts';
import type { LinkAnswer } from './public-page.ts';
import { type LinkPurpose, readLink } from './signed-link.ts';

export interface LinkSettings extends LinkPageSettings, PreferenceSettings {
  readonly linkKey: string;
}

/** The page that a link leads to. It changes nothing: programs follow links, too. */
export function createShowLink(outreach: Pick<OutreachStore, 'outreach'>, settings: LinkSettings) {
  const findOutreach = createFindOutreach(outreach);
  return async (kind: LinkPurpose['kind'], token: string, language: Language): Promise<LinkAnswer> => {
    const pages = linkPages(language, settings);
    const purpose = readLink(token, kind, settings.linkKey);
    if (purpose === undefined) return pages.invalid();
    if (purpose.kind !== 'preferences') return pages.ask(purpose);
    const { consents } = await findOutreach(purpose.memberId);
    return pages.preferences(preferenceForm(consents, settings, language));
  };
}
