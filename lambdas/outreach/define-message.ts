import type { MessageBody } from '../../programmes/message-schema.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { DefinitionStore } from './definition-store.ts';
import type { KnownNames } from './known-names.ts';
import type { StoredDefinition } from './message-catalogue.ts';
import { findContentFaults } from './message-content.ts';

export interface DefinePorts {
  readonly definitions: DefinitionStore;
  readonly clock: Clock;
}

export type DefineRefusal =
  | { readonly code: 'MESSAGE_INVALID'; readonly expected: string; readonly given: string }
  | { readonly code: 'MESSAGE_CHANGED' };

type Defined = { readonly messageId: string; readonly version: number };

/** Adds a version of a message, if its texts, links and variables hold together. */
export const createDefineMessage =
  (ports: DefinePorts, known: KnownNames) =>
  async (messageId: string, body: MessageBody, keyId: string): Promise<Result<Defined, DefineRefusal>> => {
    const [fault] = findContentFaults(body, known);
    if (fault !== undefined) {
      const { path, expected, given } = fault;
      return refuse({ code: 'MESSAGE_INVALID', expected: `${path}: ${expected}`, given });
    }
    return addVersion(ports, await latestOf(ports, messageId), { messageId, body }, keyId);
  };

/** Switches a message off, by a version without a text. */
export const createSwitchOffMessage =
  (ports: DefinePorts, known: KnownNames) =>
  async (
    messageId: string,
    keyId: string,
  ): Promise<Result<Defined, { readonly code: 'MESSAGE_UNKNOWN' | 'MESSAGE_CHANGED' }>> => {
    const latest = await latestOf(ports, messageId);
    const isOn = latest === undefined ? known.messages.includes(messageId) : latest.body !== undefined;
    if (!isOn) return refuse({ code: 'MESSAGE_UNKNOWN' });
    return addVersion(ports, latest, { messageId }, keyId);
  };

async function latestOf({ definitions }: DefinePorts, messageId: string): Promise<StoredDefinition | undefined> {
  const own = (await definitions.definitions()).filter((each) => each.messageId === messageId);
  return own.sort((a, b) => b.version - a.version)[0];
}

async function addVersion(
  { definitions, clock }: DefinePorts,
  latest: StoredDefinition | undefined,
  next: Omit<StoredDefinition, 'version'>,
  keyId: string,
): Promise<Result<Defined, { readonly code: 'MESSAGE_CHANGED' }>> {
  const version = (latest?.version ?? 0) + 1;
  const added = await definitions.add({ ...next, version }, { keyId, at: clock().toISOString() });
  return added === 'WRITTEN' ? ok({ messageId: next.messageId, version }) : refuse({ code: 'MESSAGE_CHANGED' });
}
