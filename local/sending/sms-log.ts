const PART_CHARS = { plain: { single: 160, each: 153 }, unicode: { single: 70, each: 67 } };
export const SMS_PRICE_USD = 0.00645;

/** The log groups that SNS writes to, which an account has without a template. */
export function smsLogGroups({ region, accountId }: { readonly region: string; readonly accountId: string }) {
  const success = `sns/${region}/${accountId}/DirectPublishToPhoneNumber`;
  return { success, failure: `${success}/Failure` };
}

export interface SentSms {
  readonly messageId: string;
  readonly sentAtMs: number;
  readonly phoneNumber: string;
  readonly text: string;
  readonly smsType: string;
  /** Why it does not arrive; undefined: it does. */
  readonly failure: string | undefined;
}

/** What SNS writes of an SMS once it knows what became of it. */
export function smsLogEvent({ messageId, sentAtMs, phoneNumber, text, smsType, failure }: SentSms): string {
  const parts = smsParts(text);
  const delivery = {
    phoneCarrier: 'Local Carrier',
    mnc: 270,
    ...(failure === undefined ? { numberOfMessageParts: parts } : {}),
    destination: phoneNumber,
    priceInUSD: smsPriceUsd(text),
    smsType,
    mcc: 310,
    providerResponse: failure ?? 'Message has been accepted by phone carrier',
    dwellTimeMs: 599,
    ...(failure === undefined ? { dwellTimeMsUntilDeviceAck: 1344 } : {}),
  };
  const timestamp = new Date(sentAtMs).toISOString().replace('T', ' ').replace('Z', '');
  return JSON.stringify({
    notification: { messageId, timestamp },
    delivery,
    status: failure === undefined ? 'SUCCESS' : 'FAILURE',
  });
}

export function smsPriceUsd(text: string): number {
  return Number((smsParts(text) * SMS_PRICE_USD).toFixed(5));
}

/** Messages that a text is sent as: fewer characters fit where one of them is outside the telephones' own alphabet. */
function smsParts(text: string): number {
  const chars = /^[\p{ASCII}£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*$/u.test(text)
    ? PART_CHARS.plain
    : PART_CHARS.unicode;
  return text.length <= chars.single ? 1 : Math.ceil(text.length / chars.each);
}
