import type { MessageBody } from './message-schema.ts';
import type { OutreachProgramme } from './outreach-schema.ts';
import type { Programme } from './programme.ts';
import { programmeMessages } from './ready-messages.ts';

type Channel = MessageBody['channel'];

const CHANNELS: Readonly<Record<Channel, { readonly by: string; readonly one: string; readonly many: string }>> = {
  email: { by: 'e-mail', one: 'e-mail', many: 'e-mails' },
  sms: { by: 'SMS', one: 'SMS', many: 'SMS' },
  webhook: { by: 'webhook', one: 'webhook', many: 'webhooks' },
};
const CLASSES = {
  transactional: 'answers what a member just did: no opt-in is needed, and no cap or holdout looks at it',
  service: 'tells what a member has to know: no cap or holdout holds it back, and caps count it',
  marketing: 'is marketing: caps and holdouts hold it back',
} as const;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;

/** Who is written to, about what, when and how often, in sentences. */
export function describeOutreach({ outreach, timeZone }: Pick<Programme, 'outreach' | 'timeZone'>): string[] {
  if (outreach === undefined) return ['Members are sent no messages.'];
  return [
    describeSender(outreach),
    ...outreach.topics.map(
      ({ id, name, class: kind }) => `What is about "${name.en}" (${name.zh}, ${id}) ${CLASSES[kind]}.`,
    ),
    ...describeQuietHours(outreach, timeZone),
    ...describeCaps(outreach),
    ...describeOptIn(outreach.doubleOptIn),
    ...describeHoldouts(outreach.holdouts),
    `An order within ${count(outreach.conversionDays, 'day')} of a click is credited to its message.`,
    `An SMS has at most ${count(outreach.smsPartsMax, 'part')}.`,
    ...describeRates(outreach.rates),
    ...Object.entries(programmeMessages({ outreach })).map(([id, body]) => describeMessage(id, body, outreach)),
  ];
}

function describeSender({ shop, postalAddress, language }: OutreachProgramme): string {
  const spoken = language === 'zh' ? 'Chinese' : 'English';
  return `Messages come from "${shop.en}" (${shop.zh}), ${postalAddress}; who named no language reads ${spoken}.`;
}

function describeQuietHours({ quietHours, spreadMinutes, timeZones }: OutreachProgramme, timeZone: string): string[] {
  const { from, to } = quietHours;
  const zones = timeZones ?? [timeZone];
  const after = spreadMinutes === 0 ? `at ${to}` : `in the ${count(spreadMinutes, 'minute')} after`;
  return [
    `Nobody is written to from ${from} until before ${to} of the member's own time; what waited goes ${after}.`,
    `A member of whom neither zone nor country is known is written to when it is outside those hours in ${listed(zones)}.`,
  ];
}

function describeCaps({ caps, gapHours }: OutreachProgramme): string[] {
  const rules = caps.map(({ id, channel, topic, max, days }) => {
    const what = channel === undefined ? count(max, 'message') : messages(max, channel);
    const about = topic === undefined ? '' : ` about ${topic}`;
    const time = days === 1 ? 'a day' : `in ${days} calendar days`;
    return `By "${id}" a member gets at most ${what}${about} ${time}.`;
  });
  const gaps = Object.entries(gapHours).flatMap(([channel, hours]) =>
    hours === undefined || hours === 0
      ? []
      : [`Two ${CHANNELS[channel as Channel].many} to a member are at least ${count(hours, 'hour')} apart.`],
  );
  return rules.length + gaps.length === 0 ? ['No cap holds messages back.'] : [...rules, ...gaps];
}

const describeOptIn = (channels: readonly Channel[]): string[] =>
  channels.length === 0
    ? []
    : [`An opt-in to ${listed(channels.map((each) => CHANNELS[each].by))} counts once the member has confirmed it.`];

function describeHoldouts({ yearPercent, quarterPercent }: OutreachProgramme['holdouts']): string[] {
  const groups = [
    ...(yearPercent === 0 ? [] : [`${yearPercent} % of members for a year`]),
    ...(quarterPercent === 0
      ? []
      : [`${quarterPercent} % ${yearPercent === 0 ? 'of members' : 'of the others'} for a quarter`]),
  ];
  return groups.length === 0
    ? ['Nobody is held out of marketing.']
    : [`To see what messages do, ${listed(groups)} get no marketing.`];
}

const describeRates = (rates: OutreachProgramme['rates']): string[] =>
  Object.entries(rates).flatMap(([channel, rate]) =>
    rate === undefined ? [] : [`At most ${messages(rate, channel as Channel)} a second are sent.`],
  );

function describeMessage(id: string, body: MessageBody, { topics }: OutreachProgramme): string {
  const { name, channel, topic, trigger, priority, validHours } = body;
  const where = Object.entries(trigger.where ?? {}).map(
    ([each, values]) =>
      `${each} is ${listed(
        values.map((value) => value ?? 'not there'),
        'or',
      )}`,
  );
  const kind = topics.find((each) => each.id === topic)?.class;
  return [
    `"${name.en}" (${name.zh}, ${id}) is sent by ${CHANNELS[channel].by} ${delay(trigger.delayMinutes)} ${trigger.event}`,
    ...(where.length === 0 ? [] : [` whose ${listed(where)}`]),
    `, about ${topic} (${kind}); it is of use for ${count(validHours, 'hour')} and has priority ${priority}.`,
  ].join('');
}

function delay(minutes: number): string {
  if (minutes === 0) return 'on';
  if (minutes % DAY_MINUTES === 0) return `${count(minutes / DAY_MINUTES, 'day')} after`;
  if (minutes % HOUR_MINUTES === 0) return `${count(minutes / HOUR_MINUTES, 'hour')} after`;
  return `${count(minutes, 'minute')} after`;
}

const messages = (number: number, channel: Channel): string =>
  `${number.toLocaleString('en')} ${CHANNELS[channel][number === 1 ? 'one' : 'many']}`;

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

function listed(parts: readonly unknown[], word = 'and'): string {
  return parts.length < 2 ? String(parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}
