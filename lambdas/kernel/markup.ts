/** Text that is HTML already. Only {@link html} makes one of what it is given, so nothing gets out unescaped. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | number | Markup | undefined | readonly Content[];

/** HTML with its values escaped, both as text and inside quoted attributes; what is markup already stays as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => (index === 0 ? part : rendered(values[index - 1]) + part)).join('') };
}

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return isMarkup(content) ? content.markup : content.map(rendered).join('');
}

const isMarkup = (content: Markup | readonly Content[]): content is Markup => 'markup' in content;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** Plain text as paragraphs (blank lines part them), with what stands in backticks as code. */
export function prose(text: string | undefined): Markup[] {
  const paragraphs = (text ?? '').split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return paragraphs.map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

/** One line of plain text, with what stands in backticks as code. */
export function inline(text: string): Markup[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));
}
