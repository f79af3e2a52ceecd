import type { ApiKey, ApiKeyKind } from '../kernel/api-key.ts';
import { isIdentityToken } from '../kernel/identity-token.ts';
import type { CallType } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Call } from './call.ts';
import type { Fault } from './fault.ts';

/** Who sends: what kind of key, and whether an identity token vouches for a member. */
export interface Sender {
  readonly kind: ApiKeyKind;
  readonly vouchesFor: (userId: string, identityToken: string) => boolean;
}

/** Who sends with a key. */
export function senderOf({ kind, signingSecret }: ApiKey): Sender {
  const vouchesFor = (userId: string, identityToken: string) =>
    signingSecret !== undefined && isIdentityToken(identityToken, userId, signingSecret);
  return { kind, vouchesFor };
}

/** Traits that a member's own device knows; all others are for the platform's server to tell. */
const DEVICE_TRAITS = new Set(['locale', 'timezone', 'timeZone']);

/**
 * Which member a call speaks of, as far as its sender can be trusted. A server key is believed. A client key is public:
 * it may send what moves no value, a userId counts with an identity token only, and without one the call is its anonymous visitor's.
 */
export function judgeTrust(
  type: CallType,
  call: Call,
  sender: Sender,
  clientEvents: ReadonlySet<string>,
): Result<{ readonly userId: string | undefined }, Fault> {
  const userId = call.userId ?? undefined;
  if (sender.kind === 'server') return ok({ userId });
  const untrusted = (path: string, expected: string) =>
    refuse<Fault>({ code: 'KEY_NOT_TRUSTED', path, expected, given: `a ${sender.kind} key` });

  if (type === 'group') return untrusted('$.type', 'a server key for groups');
  if (type === 'track' && !clientEvents.has(call.event ?? '')) {
    return untrusted('$.event', "a server key, or one of the programme's clientEvents");
  }
  if (call.context?.backfill !== undefined) return untrusted('$.context.backfill', 'a server key for what is past');
  if (Object.entries(call.traits ?? {}).some(([name, value]) => value != null && !DEVICE_TRAITS.has(name))) {
    return untrusted('$.traits', 'a server key for traits of a person');
  }
  const token = call.context?.identityToken;
  if (userId !== undefined && token !== undefined && sender.vouchesFor(userId, token)) return ok({ userId });
  const isLink = type === 'identify' || type === 'alias';
  if (isLink || !call.anonymousId) return untrusted('$.context.identityToken', 'an identity token of the userId');
  return ok({ userId: undefined });
}
