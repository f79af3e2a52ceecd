import { type Content, html } from '../kernel/markup.ts';
import { type Language, languageTag } from './language.ts';

/** What a link of a message leads to: a page, or on to the shop. */
export type LinkAnswer =
  | {
      readonly kind: 'PAGE';
      readonly status: 200 | 400;
      readonly page: string;
      readonly formTargets?: readonly string[];
    }
  | { readonly kind: 'REDIRECT'; readonly url: string };

export interface PageFrame {
  readonly language: Language;
  readonly shop: string;
  /** Beside what all pages have. */
  readonly style?: string;
}

/** The page sends itself on where somebody looks at it, so that a click stays one click. */
export const SEND_FORM = "if(document.visibilityState==='visible')document.forms[0].submit()";

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f3f4f6;color:#22252b;font:16px/1.6 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding:28px 16px 48px}
.shop{color:#0b6b57;font-weight:600;font-size:15px;margin:0 8px 12px}
.card{background:#fff;border-radius:12px;padding:26px 24px}
h1{font-size:24px;line-height:1.3;margin:0 0 12px}
h2{font-size:16px;margin:22px 0 6px}
p{margin:0 0 14px}
.soft{color:#626875;font-size:14px}
fieldset{border:0;margin:0;padding:0}
label{display:flex;gap:12px;align-items:flex-start;padding:12px 0;border-bottom:1px solid #e4e6ea;cursor:pointer}
input[type=checkbox]{width:20px;height:20px;margin:3px 0 0;flex:none;accent-color:#0b6b57}
label.above{display:block;border:0;padding:0 0 6px;font-weight:600;cursor:default}
textarea{display:block;width:100%;min-height:10em;font:inherit;color:inherit;padding:12px;border:1px solid #858b97;border-radius:8px;resize:vertical;margin:0 0 6px}
.fault{color:#a32020;font-weight:600}
label small{display:block;color:#626875;font-size:14px;line-height:1.45}
button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:13px 26px;background:#0b6b57;color:#fff;cursor:pointer;margin:20px 12px 0 0}
button.quiet{background:#fff;color:#a32020;box-shadow:inset 0 0 0 1px #d9dce1}
button:focus-visible,input:focus-visible,textarea:focus-visible,a:focus-visible{outline:3px solid #7cc5b3;outline-offset:2px}
a{color:#0b6b57}
@media(max-width:480px){button{width:100%;margin-right:0}}
`;

/** A page that says one thing, and loads nothing. */
export function pageHtml({ language, shop, style = '' }: PageFrame, title: string, body: Content): string {
  return html`<!doctype html>
<html lang="${languageTag(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${shop}</title>
<style>${{ markup: STYLE + style }}</style>
</head>
<body>
<main>
<p class="shop">${shop}</p>
<div class="card">
<h1>${title}</h1>
${body}
</div>
</main>
</body>
</html>
`.markup;
}
