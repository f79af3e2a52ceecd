import type { EmailBlock, EmailContent, MessageBody, SmsContent } from '../../programmes/message-schema.ts';
import { type EmailFrame, type FilledBlock, type FilledEmail, layoutHtml, layoutText } from './email-layout.ts';
import type { Language } from './language.ts';
import { parseTemplate } from './message-template.ts';
import type { Values } from './message-values.ts';

/** A message as it leaves, whole. */
export type RenderedMessage =
  | { readonly channel: 'email'; readonly subject: string; readonly html: string; readonly text: string }
  | { readonly channel: 'sms'; readonly text: string }
  | { readonly channel: 'webhook'; readonly title?: string; readonly text: string; readonly url?: string };

/** The address that a link of a message leads to; throws for a name that nobody knows. */
export type LinkTo = (name: string) => string;

/** What a survey asks first, as far as it is answered by a score. */
export interface AskedScore {
  readonly question: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Fills in a message for one member.
 * @param values all that its texts say; a missing one throws, so that nothing is sent with a hole in it
 */
export function renderMessage(
  { channel, content }: Pick<MessageBody, 'channel' | 'content'>,
  language: Language,
  values: Values,
  linkTo: LinkTo,
  frame: EmailFrame,
  asked?: AskedScore,
): RenderedMessage {
  const said = content[language];
  if (channel === 'email') {
    const filled = fillEmail(said as EmailContent, values, linkTo, asked);
    return { channel, subject: filled.subject, html: layoutHtml(filled, frame), text: layoutText(filled, frame) };
  }
  const { title, text, link } = said as SmsContent & { readonly title?: string };
  const body = fill(text, values);
  if (channel === 'sms') return { channel, text: link === undefined ? body : `${body} ${linkTo(link)}` };
  return {
    channel,
    ...(title === undefined ? {} : { title: fill(title, values) }),
    text: body,
    ...(link === undefined ? {} : { url: linkTo(link) }),
  };
}

const fill = (template: string, values: Values): string => parseTemplate(template).fill(values).trim();

function fillEmail(
  { subject, preheader = '', blocks }: EmailContent,
  values: Values,
  linkTo: LinkTo,
  asked: AskedScore | undefined,
): FilledEmail {
  return {
    subject: fill(subject, values),
    preheader: fill(preheader, values),
    blocks: blocks.map((block) => fillBlock(block, (text) => fill(text, values), linkTo, asked)),
  };
}

function fillBlock(
  block: EmailBlock,
  say: (text: string) => string,
  linkTo: LinkTo,
  asked: AskedScore | undefined,
): FilledBlock {
  if ('heading' in block) return { heading: say(block.heading) };
  if ('text' in block) return { text: say(block.text) };
  if ('figure' in block) return { figure: say(block.figure), label: say(block.label) };
  if ('facts' in block) return { facts: block.facts.map(([name, value]) => [say(name), say(value)] as const) };
  if ('list' in block) return { list: block.list.map(say) };
  if ('button' in block) return { button: say(block.button), href: linkTo(block.link) };
  if ('note' in block) return { note: say(block.note) };
  const href = linkTo('survey');
  if (asked === undefined) return { button: say(block.scores), href };
  const scores = Array.from({ length: asked.to - asked.from + 1 }, (_, index) => asked.from + index);
  return {
    scores: scores.map((score) => ({ score, href: `${href}?q=${encodeURIComponent(asked.question)}&a=${score}` })),
    low: say(block.low),
    high: say(block.high),
  };
}
