import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type DecisionSettings, decideCandidates, keyOf } from './candidate.ts';
import type { ChannelState } from './channel-state.ts';
import type { Channel } from './contact-message.ts';
import { languageOfMember, zonesOf } from './member-facts.ts';
import type { MessageCatalogue } from './message-catalogue.ts';
import { makeOutgoing, type OutgoingSettings } from './outgoing-message.ts';
import type { ReadRecipient } from './read-recipient.ts';

export interface PreviewPorts {
  readonly catalogue: Pick<MessageCatalogue, 'find'>;
  readonly readRecipient: ReadRecipient;
  readonly states: () => Promise<Readonly<Record<Channel, ChannelState>>>;
  readonly clock: Clock;
}

export interface PreviewRequest {
  readonly memberId: string;
  readonly messageId: string;
  readonly at?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Decides on a message as sending would, and sends nothing. Texts are for those who may see whom they name. */
export const createPreviewMessage =
  ({ catalogue, readRecipient, states, clock }: PreviewPorts, settings: DecisionSettings & OutgoingSettings) =>
  async (
    { memberId, messageId, at, data }: PreviewRequest,
    maySeeTexts: boolean,
  ): Promise<Result<unknown, { readonly code: 'MESSAGE_UNKNOWN' }>> => {
    const definition = await catalogue.find(messageId);
    if (definition === undefined) return refuse({ code: 'MESSAGE_UNKNOWN' });
    const recipient = await readRecipient(memberId);
    const now = at === undefined ? clock() : new Date(at);
    // As if it happened so long ago that the message is due at that time.
    const occurredAt = new Date(now.getTime() - definition.body.trigger.delayMinutes * 60_000).toISOString();
    const request = { memberId: recipient.memberId, messageId, entry: 'preview', occurredAt, data: data ?? {} };
    const candidate = { request, definition, waited: {}, slowed: 0 };
    const verdict = decideCandidates([candidate], recipient, await states(), settings, now).get(keyOf(candidate));
    const outgoing = data === undefined ? undefined : makeOutgoing(request, definition, recipient, now, settings);
    const { channel, topic } = definition.body;
    return ok({
      ...{ memberId: recipient.memberId, messageId, channel, topic, class: definition.class },
      ...{ at: now.toISOString(), verdict },
      timeZones: zonesOf(recipient.facts, settings.timeZones),
      language: languageOfMember(recipient.facts, settings),
      ...(outgoing?.ok === false ? { failure: outgoing.refusal.failure } : {}),
      ...(outgoing?.ok && maySeeTexts ? { rendered: outgoing.value.content } : {}),
    });
  };
