import { type Content, html } from '../kernel/markup.ts';
import type { Language } from './language.ts';
import { listNames } from './name-list.ts';
import { PAGE_WORDS } from './page-words.ts';
import type { PageTopic } from './preference-form.ts';
import { type LinkAnswer, type PageFrame, pageHtml, SEND_FORM } from './public-page.ts';
import type { LinkPurpose } from './signed-link.ts';

export interface LinkPageSettings {
  readonly topics: readonly PageTopic[];
  readonly shop: Readonly<Record<Language, string>>;
}

/** The pages of links, in a language. */
export interface LinkPages {
  /** Asks for what following the link does; nothing is done yet. */
  readonly ask: (purpose: Exclude<LinkPurpose, { kind: 'preferences' }>) => LinkAnswer;
  readonly preferences: (form: Content) => LinkAnswer;
  readonly saved: (isPending: boolean) => LinkAnswer;
  readonly unsubscribed: (topic: string, preferencesUrl: string) => LinkAnswer;
  readonly confirmed: (topics: readonly string[]) => LinkAnswer;
  readonly outdated: () => LinkAnswer;
  readonly invalid: () => LinkAnswer;
}

export function linkPages(language: Language, { topics, shop }: LinkPageSettings): LinkPages {
  const words = PAGE_WORDS[language];
  const frame: PageFrame = { language, shop: shop[language] };
  const topicName = (topic: string) => topics.find(({ id }) => id === topic)?.name[language] ?? topic;
  const topicNames = (ids: readonly string[]) =>
    listNames(
      ids.map((id) => words.quoted(topicName(id))),
      language,
    );
  const say = (title: string, ...body: readonly Content[]): LinkAnswer => ({
    kind: 'PAGE',
    status: 200,
    page: pageHtml(frame, title, body),
  });
  const hint = (text: string) => html`<p>${text}</p>`;
  const form = (label: string) => html`<form method="post"><button type="submit">${label}</button></form>`;

  function askToGo(url: string): LinkAnswer {
    const { host, origin } = new URL(url);
    const body = [
      hint(words.goHint(host)),
      form(words.goButton(host)),
      html`<script>${{ markup: SEND_FORM }}</script>`,
    ];
    // A browser holds the answer to a form to where the page may send forms, and the shop's own redirects from there on.
    return { kind: 'PAGE', status: 200, page: pageHtml(frame, words.go, body), formTargets: [origin, 'https:'] };
  }

  return {
    ask(purpose) {
      if (purpose.kind === 'click') return askToGo(purpose.url);
      const channel = words.channels[purpose.channel as keyof typeof words.channels] ?? purpose.channel;
      if (purpose.kind === 'unsubscribe') {
        const question = words.unsubscribeHint(topicName(purpose.topic), channel);
        return say(words.unsubscribe, hint(question), form(words.unsubscribeButton));
      }
      const question = words.confirmHint(topicNames(purpose.topics.split(' ')), channel);
      return say(words.confirm, hint(question), form(words.confirmButton));
    },
    preferences: (body) => say(words.preferences, body),
    saved: (isPending) => say(words.saved, hint(words.savedHint), isPending ? hint(words.pendingHint) : ''),
    unsubscribed: (topic, preferencesUrl) =>
      say(
        words.unsubscribed,
        hint(words.unsubscribedHint(topicName(topic))),
        html`<p><a href="${preferencesUrl}">${words.choose}</a></p>`,
      ),
    confirmed: (confirmed) => say(words.confirmed, hint(words.confirmedHint(topicNames(confirmed)))),
    outdated: () => say(words.outdated, hint(words.outdatedHint)),
    invalid: () => ({ kind: 'PAGE', status: 400, page: pageHtml(frame, words.invalid, hint(words.invalidHint)) }),
  };
}
