import { leadsToSurvey, leaversRun } from '../../programmes/survey-link.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { OutgoingMessage } from './channel.ts';
import type { EmailFrame } from './email-layout.ts';
import type { Language } from './language.ts';
import { type FactSettings, languageOfMember, memberValues } from './member-facts.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import { type AskedScore, renderMessage } from './message-rendering.ts';
import { readValues, type ValueSettings } from './message-values.ts';
import type { Recipient } from './recipient.ts';
import { type MessageRequest, messageKeyOf } from './sent-message.ts';
import { type SurveyPurpose, signLink } from './signed-link.ts';
import { smsParts } from './sms-parts.ts';

export interface OutgoingSettings extends FactSettings, ValueSettings {
  readonly postalAddress: string;
  /** Where buttons lead, by name; a message's own go before. */
  readonly links: Readonly<Record<string, string>>;
  readonly smsPartsMax: number;
  /** Origin of the pages that links of messages lead to. */
  readonly publicUrl: string;
  /** Signs them. */
  readonly linkKey: string;
  /** The survey of members who left; a win-back that asks leads there. */
  readonly leaversSurvey?: string | undefined;
}

/** Why a message can't be sent as it is. */
export interface NotRenderable {
  readonly failure: string;
}

/**
 * A message to a member, rendered; refused where a variable has no value or an SMS has too many parts, so that nothing
 * of it is sent.
 */
export function makeOutgoing(
  request: MessageRequest,
  definition: MessageDefinition,
  recipient: Recipient,
  now: Date,
  settings: OutgoingSettings,
): Result<OutgoingMessage, NotRenderable> {
  const { body, messageId } = definition;
  const language = languageOfMember(recipient.facts, settings);
  const values = readValues(body.variables, request.data, language, settings);
  if (!values.ok) return refuse({ failure: `${values.refusal.variable} has no value` });
  const survey = surveyOf(request, recipient.memberId, settings);
  if (survey === undefined && leadsToSurvey(body)) return refuse({ failure: 'survey has no value' });
  const urls = urlsOf(request, definition, recipient, survey, settings);
  const all = { ...memberValues(recipient.facts, language, now, settings), ...values.value };
  const frame = frameOf(definition, language, urls, settings);
  const rendered = tryTo(() => renderMessage(body, language, all, urls.linkTo, frame, askedScore(request)));
  if (!rendered.ok) return rendered;
  const content = rendered.value;
  if (content.channel === 'sms') {
    const { parts } = smsParts(content.text);
    if (parts > settings.smsPartsMax) return refuse({ failure: `${parts} parts, and ${settings.smsPartsMax} at most` });
  }
  return ok({
    memberId: recipient.memberId,
    messageKey: messageKeyOf(request),
    messageId,
    topic: body.topic,
    class: definition.class,
    occurredAt: request.occurredAt,
    language,
    address: recipient.addresses[body.channel] ?? '',
    content,
    unsubscribeUrl: urls.unsubscribe,
  });
}

/** What an operator's texts ask for may have gone with a release since, such as a link: that message fails, and no other. */
function tryTo<T>(render: () => T): Result<T, NotRenderable> {
  try {
    return ok(render());
  } catch (error) {
    return refuse({ failure: `it can not be rendered: ${error instanceof Error ? error.message : 'no reason'}` });
  }
}

interface Urls {
  readonly linkTo: (name: string) => string;
  readonly preferences: string;
  /** From what answers a member's own doing there is nothing to unsubscribe. */
  readonly unsubscribe: string | undefined;
}

function urlsOf(
  request: MessageRequest,
  { body, class: kind }: MessageDefinition,
  { memberId }: Recipient,
  survey: SurveyPurpose | undefined,
  { publicUrl, linkKey, links }: OutgoingSettings,
): Urls {
  const { channel, topic } = body;
  const messageKey = messageKeyOf(request);
  const page = (path: string, token: string) => `${publicUrl}/${path}/${token}`;
  const preferences = page('preferences', signLink({ kind: 'preferences', memberId }, linkKey));
  const unsubscribe = page(
    'unsubscribe',
    signLink({ kind: 'unsubscribe', memberId, channel, topic, messageKey }, linkKey),
  );
  const linkTo = (name: string): string => {
    if (name === 'preferences') return preferences;
    if (name === 'unsubscribe') return unsubscribe;
    if (name === 'suggest') return page('suggest', signLink({ kind: 'suggest', memberId }, linkKey));
    if (name === 'survey' && survey !== undefined) return page('survey', signLink(survey, linkKey));
    if (name === 'confirm') {
      const { channel: asked, topics: wanted } = request.data;
      const topics = Array.isArray(wanted) ? wanted.join(' ') : '';
      return page('confirm', signLink({ kind: 'confirm', memberId, channel: String(asked), topics }, linkKey));
    }
    const url = body.links[name] ?? links[name];
    if (url === undefined) throw new Error(`a message names the link ${name}, which nobody knows`);
    // A page between would make an SMS too long for its budget; its clicks are not known.
    if (channel === 'sms') return url;
    return page('go', signLink({ kind: 'click', memberId, messageKey, url }, linkKey));
  };
  return { linkTo, preferences, unsubscribe: kind === 'transactional' ? undefined : unsubscribe };
}

/** The survey that an event asks, of the member that was asked: who became another since has the invitation under the old id. */
function surveyOf(
  { data }: MessageRequest,
  recipientId: string,
  { leaversSurvey }: OutgoingSettings,
): SurveyPurpose | undefined {
  const { survey, run, silence } = data;
  const memberId = typeof data['memberId'] === 'string' ? data['memberId'] : recipientId;
  if (typeof survey === 'string' && typeof run === 'string') return { kind: 'survey', memberId, survey, run };
  if (leaversSurvey === undefined || typeof silence !== 'string') return undefined;
  return { kind: 'survey', memberId, survey: leaversSurvey, run: leaversRun(leaversSurvey, silence) };
}

function askedScore({ data }: MessageRequest): AskedScore | undefined {
  const { question, scaleFrom: from, scaleTo: to } = data;
  return typeof question === 'string' && typeof from === 'number' && typeof to === 'number'
    ? { question, from, to }
    : undefined;
}

const frameOf = (
  { topicName }: MessageDefinition,
  language: Language,
  { preferences, unsubscribe }: Urls,
  { shop, postalAddress }: OutgoingSettings,
): EmailFrame => ({
  language,
  shop: shop[language],
  postalAddress,
  topic: topicName[language],
  preferencesUrl: preferences,
  unsubscribeUrl: unsubscribe,
});
