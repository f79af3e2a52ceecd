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
): RenderedMessage {
  const said = content[language];
  if (channel === 'email') {
    const filled = fillEmail(said as EmailContent, values, linkTo);
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

function fillEmail({ subject, preheader = '', blocks }: EmailContent, values: Values, linkTo: LinkTo): FilledEmail {
  return {
    subject: fill(subject, values),
    preheader: fill(preheader, values),
    blocks: blocks.map((block) => fillBlock(block, (text) => fill(text, values), linkTo)),
  };
}

function fillBlock(block: EmailBlock, say: (text: string) => string, linkTo: LinkTo): FilledBlock {
  if ('heading' in block) return { heading: say(block.heading) };
  if ('text' in block) return { text: say(block.text) };
  if ('figure' in block) return { figure: say(block.figure), label: say(block.label) };
  if ('facts' in block) return { facts: block.facts.map(([name, value]) => [say(name), say(value)] as const) };
  if ('list' in block) return { list: block.list.map(say) };
  if ('button' in block) return { button: say(block.button), href: linkTo(block.link) };
  return { note: say(block.note) };
}
