import { html, type Markup } from '../kernel/markup.ts';
import { type Language, languageTag } from './language.ts';

/** An e-mail whose texts are filled in; links are addresses. */
export interface FilledEmail {
  readonly subject: string;
  readonly preheader: string;
  readonly blocks: readonly FilledBlock[];
}

export type FilledBlock =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly figure: string; readonly label: string }
  | { readonly facts: readonly (readonly [string, string])[] }
  | { readonly list: readonly string[] }
  | { readonly button: string; readonly href: string }
  | { readonly note: string }
  | { readonly scores: readonly Score[]; readonly low: string; readonly high: string };

/** A score that can be given by a click. */
export interface Score {
  readonly score: number;
  readonly href: string;
}

/** What stands around every e-mail. */
export interface EmailFrame {
  readonly language: Language;
  readonly shop: string;
  readonly postalAddress: string;
  /** The name of what the e-mail is about. */
  readonly topic: string;
  readonly preferencesUrl: string;
  /** Absent where there is nothing to unsubscribe from. */
  readonly unsubscribeUrl?: string | undefined;
}

const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif";
const INK = '#22252b';
const SOFT = '#626875';
const ACCENT = '#0b6b57';
const LINE = '#e4e6ea';
/** After the preheader, so that lists do not go on with the text of the e-mail: figure spaces and joiners. */
const PREHEADER_FILL = '\u2007\u034f'.repeat(40);
/** No line of one last character, and nothing wider than the screen: order numbers may be long. */
const WRAP = 'text-wrap:pretty;overflow-wrap:anywhere';
const TABLE = html`role="presentation" cellpadding="0" cellspacing="0" border="0"`;

/** HTML that reads well on a phone and in clients that know little of CSS: one column, styles in place, no images. */
export function layoutHtml(email: FilledEmail, frame: EmailFrame): string {
  const body = email.blocks.map(blockHtml);
  return html`<!doctype html>
<html lang="${languageTag(frame.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<title>${email.subject}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${email.preheader}${PREHEADER_FILL}</div>
<table ${TABLE} width="100%" style="background:#f3f4f6">
<tr><td align="center" style="padding:24px 12px">
<table ${TABLE} width="100%" style="max-width:560px;font-family:${FONT};color:${INK};text-align:left;${WRAP}">
<tr><td style="padding:0 20px 14px;font-size:15px;font-weight:600;color:${ACCENT}">${frame.shop}</td></tr>
<tr><td style="background:#ffffff;border-radius:12px;padding:28px 24px 14px">
${body}
</td></tr>
<tr><td style="padding:18px 20px;font-size:12px;line-height:1.7;color:${SOFT}">${footerHtml(frame)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.markup;
}

function blockHtml(block: FilledBlock): Markup {
  if ('heading' in block) {
    return html`<h1 style="margin:0 0 16px;font-size:24px;line-height:1.3;font-weight:700">${block.heading}</h1>`;
  }
  if ('text' in block) return html`<p style="margin:0 0 16px;font-size:16px;line-height:1.65">${block.text}</p>`;
  if ('figure' in block) return figureHtml(block.figure, block.label);
  if ('facts' in block) return factsHtml(block.facts);
  if ('list' in block) {
    const items = block.list.map((item) => html`<li style="margin:0 0 8px">${item}</li>`);
    return html`<ul style="margin:0 0 16px;padding:0 0 0 20px;font-size:16px;line-height:1.6">${items}</ul>`;
  }
  if ('button' in block) return buttonHtml(block.button, block.href);
  if ('scores' in block) return scoresHtml(block.scores, block.low, block.high);
  return html`<p style="margin:0 0 16px;font-size:13px;line-height:1.6;color:${SOFT}">${block.note}</p>`;
}

function figureHtml(figure: string, label: string): Markup {
  return html`<table ${TABLE} width="100%" style="margin:0 0 16px">
<tr><td align="center" style="background:#eef6f3;border-radius:10px;padding:18px 12px"><div style="font-size:34px;line-height:1.2;font-weight:700;color:${ACCENT}">${figure}</div>
<div style="font-size:14px;line-height:1.5;color:${SOFT};padding-top:4px">${label}</div></td></tr>
</table>`;
}

function factsHtml(facts: readonly (readonly [string, string])[]): Markup {
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:9px 8px 9px 0;border-bottom:1px solid ${LINE};font-size:15px;color:${SOFT}">${name}</td>
<td align="right" style="padding:9px 0;border-bottom:1px solid ${LINE};font-size:15px;font-weight:600">${value}</td></tr>`,
  );
  return html`<table ${TABLE} width="100%" style="margin:0 0 20px">${rows}</table>`;
}

function buttonHtml(label: string, href: string): Markup {
  return html`<table ${TABLE} style="margin:4px 0 20px"><tr><td style="background:${ACCENT};border-radius:8px">
<a href="${href}" style="display:inline-block;padding:13px 26px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none">${label}</a>
</td></tr></table>`;
}

/** In lines as the width has room for: on a phone two, with room for a thumb. */
function scoresHtml(scores: readonly Score[], low: string, high: string): Markup {
  const buttons = scores.map(
    ({ score, href }) =>
      html`<a href="${href}" style="display:inline-block;width:38px;margin:0 4px 6px 0;padding:9px 0;border:1px solid ${ACCENT};border-radius:8px;font-size:16px;line-height:20px;font-weight:600;text-align:center;color:${ACCENT};text-decoration:none">${score}</a>`,
  );
  const first = scores[0]?.score;
  const last = scores.at(-1)?.score;
  return html`<p style="margin:4px 0 2px">${buttons}</p>
<p style="margin:0 0 20px;font-size:13px;line-height:1.6;color:${SOFT}">${first}: ${low} &nbsp;·&nbsp; ${last}: ${high}</p>`;
}

const WORDS = {
  en: {
    why: (shop: string, topic: string) => `You get this e-mail as a member of ${shop}. It is about: ${topic}.`,
    preferences: 'Choose what we write about',
    unsubscribe: 'Unsubscribe',
  },
  zh: {
    why: (shop: string, topic: string) => `您是${shop}的会员，因此收到此邮件。类别：${topic}。`,
    preferences: '管理订阅',
    unsubscribe: '退订',
  },
} as const;

function footerHtml({ language, shop, postalAddress, topic, preferencesUrl, unsubscribeUrl }: EmailFrame): Markup {
  const words = WORDS[language];
  const link = (href: string, label: string) =>
    html`<a href="${href}" style="color:${SOFT};text-decoration:underline">${label}</a>`;
  const links = [
    link(preferencesUrl, words.preferences),
    ...(unsubscribeUrl === undefined ? [] : [link(unsubscribeUrl, words.unsubscribe)]),
  ];
  const separated = links.flatMap((each, index) => (index === 0 ? [each] : [html` &nbsp;·&nbsp; `, each]));
  return html`${words.why(shop, topic)}<br>${separated}<br>${postalAddress}`;
}

/** The same as plain text, for whoever reads without HTML. */
export function layoutText({ blocks }: FilledEmail, frame: EmailFrame): string {
  const { language, shop, postalAddress, topic, preferencesUrl, unsubscribeUrl } = frame;
  const words = WORDS[language];
  const foot = [
    '-- ',
    words.why(shop, topic),
    `${words.preferences}: ${preferencesUrl}`,
    ...(unsubscribeUrl === undefined ? [] : [`${words.unsubscribe}: ${unsubscribeUrl}`]),
    postalAddress,
  ];
  return `${[...blocks.map(blockText), foot.join('\n')].join('\n\n')}\n`;
}

function blockText(block: FilledBlock): string {
  if ('heading' in block) return block.heading.toUpperCase();
  if ('text' in block) return block.text;
  if ('figure' in block) return `${block.figure}  ${block.label}`;
  if ('facts' in block) return block.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  if ('list' in block) return block.list.map((item) => `* ${item}`).join('\n');
  if ('button' in block) return `${block.button}:\n${block.href}`;
  if ('scores' in block) {
    const [first, last] = [block.scores[0]?.score, block.scores.at(-1)?.score];
    const ends = `${first}: ${block.low} · ${last}: ${block.high}`;
    return [ends, ...block.scores.map(({ score, href }) => `${score}: ${href}`)].join('\n');
  }
  return block.note;
}
