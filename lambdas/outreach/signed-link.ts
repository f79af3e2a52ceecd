import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link in a message is for. The page that it leads to believes nothing but its token. */
export type SignedPurpose = LinkPurpose | SurveyPurpose | { readonly kind: 'suggest'; readonly memberId: string };

/** Of these the pages are here. */
export type LinkPurpose =
  | { readonly kind: 'click'; readonly memberId: string; readonly messageKey: string; readonly url: string }
  | {
      readonly kind: 'unsubscribe';
      readonly memberId: string;
      readonly channel: string;
      readonly topic: string;
      readonly messageKey: string;
    }
  | { readonly kind: 'preferences'; readonly memberId: string }
  | {
      readonly kind: 'confirm';
      readonly memberId: string;
      readonly channel: string;
      /** Ids, with a space between them. */
      readonly topics: string;
    };

/** A survey as a member was asked it; the invitation that stands under both says until when it takes an answer. */
export interface SurveyPurpose {
  readonly kind: 'survey';
  readonly memberId: string;
  readonly survey: string;
  readonly run: string;
}

const FIELDS = {
  click: ['memberId', 'messageKey', 'url'],
  unsubscribe: ['memberId', 'channel', 'topic', 'messageKey'],
  preferences: ['memberId'],
  confirm: ['memberId', 'channel', 'topics'],
  suggest: ['memberId'],
  survey: ['memberId', 'survey', 'run'],
} as const;

/** 128 bits: nobody guesses one, and links stay short. */
const MAC_BYTES = 16;
const TOKEN = /^([A-Za-z0-9_-]{1,4000})\.([A-Za-z0-9_-]{22})$/;

/** The token of a link: its purpose, readable, and a signature over it. */
export function signLink(purpose: SignedPurpose, key: string): string {
  const values = FIELDS[purpose.kind].map((field) => (purpose as unknown as Record<string, string>)[field]);
  const payload = Buffer.from(JSON.stringify([purpose.kind, ...values])).toString('base64url');
  return `${payload}.${macOf(payload, key)}`;
}

/** The purpose of a link of one kind; undefined for a token that nobody here has signed, or signed for something else. */
export function readLink<Kind extends SignedPurpose['kind']>(
  token: string,
  kind: Kind,
  key: string,
): Extract<SignedPurpose, { kind: Kind }> | undefined {
  const [, payload = '', mac = ''] = TOKEN.exec(token) ?? [];
  // As text: in its last character several letters stand for the same bits.
  if (payload === '' || !timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(payload, key)))) return undefined;
  const [signedKind, ...values] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as string[];
  if (signedKind !== kind) return undefined;
  const fields: readonly string[] = FIELDS[kind];
  return { kind, ...Object.fromEntries(fields.map((field, index) => [field, values[index]])) } as Extract<
    SignedPurpose,
    { kind: Kind }
  >;
}

const macOf = (payload: string, key: string): string =>
  createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES).toString('base64url');
