import type { Clock } from '../kernel/clock.ts';
import type { ChangeConsent } from './change-consent.ts';
import { consentKey } from './consent.ts';
import type { ConsentWish } from './consent-change.ts';
import type { Channel } from './contact-message.ts';
import type { FeedbackStore } from './feedback-store.ts';
import type { Language } from './language.ts';
import { type LinkPages, linkPages } from './link-page.ts';
import { readPreferenceForm } from './preference-form.ts';
import type { LinkAnswer } from './public-page.ts';
import type { LinkSettings } from './show-link.ts';
import { type LinkPurpose, readLink, signLink } from './signed-link.ts';

export interface FollowPorts {
  readonly changeConsent: ChangeConsent;
  readonly messages: FeedbackStore;
  readonly clock: Clock;
  /** Hears of a click that could not be kept. */
  readonly onLost: (error: unknown, memberId: string) => void;
}

type Purpose<Kind extends LinkPurpose['kind']> = Extract<LinkPurpose, { kind: Kind }>;

/** Does what a link of a message is for, when somebody has pressed its button: a signature is all it takes (RFC 8058). */
export function createFollowLink({ changeConsent, messages, clock, onLost }: FollowPorts, settings: LinkSettings) {
  const isOfProgramme = ({ topic }: ConsentWish): boolean => settings.topics.some(({ id }) => id === topic);

  /** Of a topic that the programme has given up there is nothing to change, and nothing to complain of. */
  async function change(memberId: string, wishes: readonly ConsentWish[], source: string): Promise<void> {
    const known = wishes.filter(isOfProgramme);
    if (known.length === 0) return;
    const changed = await changeConsent(memberId, { wishes: known, source, isConfirmed: false });
    if (!changed.ok) throw new Error(`what a link says was refused: ${changed.refusal.code}`);
  }

  async function unsubscribe({ memberId, channel, topic }: Purpose<'unsubscribe'>, pages: LinkPages) {
    await change(memberId, [{ channel: channel as Channel, topic, status: 'WITHDRAWN' }], 'unsubscribe link');
    const token = signLink({ kind: 'preferences', memberId }, settings.linkKey);
    return pages.unsubscribed(topic, `../preferences/${token}`);
  }

  async function prefer({ memberId }: Purpose<'preferences'>, form: string, pages: LinkPages) {
    const changed = await changeConsent(memberId, ({ consents }) => {
      const wishes = readPreferenceForm(form, consents, settings.topics);
      return { wishes, source: 'preference page', isConfirmed: false };
    });
    if (!changed.ok) throw new Error(`what the form says was refused: ${changed.refusal.code}`);
    return pages.saved(Object.values(changed.value.consents).some(({ status }) => status === 'PENDING'));
  }

  /** Only what was asked for and is not confirmed: an old link brings back nothing that was withdrawn since. */
  async function confirm({ memberId, channel, topics }: Purpose<'confirm'>, pages: LinkPages) {
    const wishes = topics
      .split(' ')
      .map((topic): ConsentWish => ({ channel: channel as Channel, topic, status: 'GRANTED' }))
      .filter(isOfProgramme);
    const changed = await changeConsent(memberId, ({ consents }) => {
      const pending = wishes.filter((wish) => consents[consentKey(wish)]?.status === 'PENDING');
      return pending.length === 0 ? undefined : { wishes: pending, source: 'confirmation link', isConfirmed: true };
    });
    if (!changed.ok) throw new Error(`what a link confirms was refused: ${changed.refusal.code}`);
    const { consents } = changed.value;
    const granted = wishes.filter((wish) => consents[consentKey(wish)]?.status === 'GRANTED');
    return granted.length > 0 ? pages.confirmed(granted.map(({ topic }) => topic)) : pages.outdated();
  }

  /** Whoever wants to the shop gets there, whether the click can be kept or not. */
  async function go({ memberId, messageKey, url }: Purpose<'click'>): Promise<LinkAnswer> {
    try {
      await messages.keepFeedback({ memberId, messageKey }, 'clickedAt', clock().toISOString());
    } catch (error) {
      onLost(error, memberId);
    }
    return { kind: 'REDIRECT', url };
  }

  return async (kind: LinkPurpose['kind'], token: string, form: string, language: Language): Promise<LinkAnswer> => {
    const pages = linkPages(language, settings);
    const purpose = readLink(token, kind, settings.linkKey);
    switch (purpose?.kind) {
      case undefined:
        return pages.invalid();
      case 'unsubscribe':
        return unsubscribe(purpose, pages);
      case 'preferences':
        return prefer(purpose, form, pages);
      case 'confirm':
        return confirm(purpose, pages);
      case 'click':
        return go(purpose);
    }
  };
}
