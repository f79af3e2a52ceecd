import { type Content, html } from '../kernel/markup.ts';
import { type Consents, consentKey } from './consent.ts';
import type { ConsentWish } from './consent-change.ts';
import { CHANNELS, type Channel, type MessageClass } from './contact-message.ts';
import type { Language } from './language.ts';
import { PAGE_WORDS } from './page-words.ts';

export interface PageTopic {
  readonly id: string;
  readonly class: MessageClass;
  readonly name: Readonly<Record<Language, string>>;
  readonly description?: Readonly<Record<Language, string>> | undefined;
}

export interface PreferenceSettings {
  readonly topics: readonly PageTopic[];
  /** By which the programme writes; those that a member has said something of are there besides. */
  readonly channels: readonly Channel[];
}

/** A form posts a name once for each box; longer ones are none of ours. */
const FORM_FIELDS_MAX = 200;

/** Boxes for each topic that a member can choose, by channel; what answers the member's own doing is none. */
export function preferenceForm(known: Consents, { topics, channels }: PreferenceSettings, language: Language): Content {
  const words = PAGE_WORDS[language];
  const told = Object.values(known).map(({ channel }) => channel);
  const shown = CHANNELS.filter((channel) => channels.includes(channel) || told.includes(channel));
  const chosen = topics.filter((topic) => topic.class !== 'transactional');
  const groups = shown.map(
    (channel) => html`<fieldset><h2>${words.channels[channel]}</h2>
${chosen.map((topic) => box(topic, channel, known, language))}</fieldset>`,
  );
  return html`<p class="soft">${words.preferencesHint}</p>
<form method="post">
${groups}
<button type="submit">${words.save}</button><button class="quiet" type="submit" name="none" value="1">${words.unsubscribeAll}</button>
</form>`;
}

function box({ id, name, description }: PageTopic, channel: Channel, known: Consents, language: Language): Content {
  const key = consentKey({ channel, topic: id });
  const status = known[key]?.status;
  const isTicked = status === 'GRANTED' || status === 'PENDING';
  const notes = [description?.[language], status === 'PENDING' ? PAGE_WORDS[language].pending : undefined];
  const note = notes.filter((each) => each !== undefined).join(' · ');
  return html`<label><input type="hidden" name="shown" value="${key}"><input type="checkbox" name="wanted" value="${key}"${
    isTicked ? html` checked` : ''
  }><span>${name[language]}${note === '' ? '' : html`<small>${note}</small>`}</span></label>
`;
}

/** What was chosen on the form, of the topics that stood on it: one that came since is not withdrawn unseen. */
export function readPreferenceForm(form: string, known: Consents, topics: readonly PageTopic[]): ConsentWish[] {
  const fields = [...new URLSearchParams(form)].slice(0, FORM_FIELDS_MAX);
  const valuesOf = (name: string) => new Set(fields.filter(([field]) => field === name).map(([, value]) => value));
  const [shown, wanted] = [valuesOf('shown'), valuesOf('none').size > 0 ? new Set<string>() : valuesOf('wanted')];
  return CHANNELS.flatMap((channel) =>
    topics.flatMap(({ id: topic }): ConsentWish[] => {
      const key = consentKey({ channel, topic });
      if (!shown.has(key)) return [];
      if (wanted.has(key)) return [{ channel, topic, status: 'GRANTED' }];
      // A box that was never ticked says nothing.
      return known[key] === undefined ? [] : [{ channel, topic, status: 'WITHDRAWN' }];
    }),
  );
}
