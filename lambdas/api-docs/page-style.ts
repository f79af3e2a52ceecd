/** The look of the page: system fonts, light or dark as the reader's device is, tables that stack on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2530; --quiet: #586675; --line: #dfe5ec; --paper: #fff; --ground: #f4f6f9;
  --accent: #0b6e5f; --get: #1d5fa8; --post: #0b6e5f; --delete: #b3261e; --must: #a03c00; --code: #eef2f6; --shell: #10202b; --shell-ink: #e3edf3; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe6ed; --quiet: #98a6b5; --line: #2b3743; --paper: #18212a; --ground: #10171e;
  --accent: #5cc9b5; --get: #7db7f2; --post: #5cc9b5; --delete: #f2938c; --must: #f0a875; --code: #232e39; --shell: #0a1117; --shell-ink: #d4dfe8; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--paper); padding: 8px 12px; }
.page { max-width: 1240px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0; } h2 { font-size: 21px; margin: 44px 0 12px; } h3 { font-size: 17px; margin: 0 0 6px; }
h4 { font-size: 13px; font-weight: 650; color: var(--quiet); margin: 22px 0 6px; }
p { margin: 0 0 10px; max-width: 72ch; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
pre { background: var(--shell); color: var(--shell-ink); border-radius: 6px; padding: 12px 14px; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.top { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: baseline; margin-bottom: 18px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin-bottom: 14px; }
.card.brief { padding: 10px 16px; } .card.brief p { margin: 4px 0 0; }
.address { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; margin: 0; }
.method { display: inline-block; min-width: 4.6em; margin-right: 8px; padding: 0 6px; border: 1px solid currentcolor; border-radius: 4px;
  font-size: 12px; font-weight: 700; text-align: center; }
.GET { color: var(--get); } .POST { color: var(--post); } .DELETE { color: var(--delete); }
.needs { color: var(--quiet); margin: 6px 0 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; font-size: 13px; color: var(--quiet); }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td:last-child, th:last-child { padding-right: 0; }
.name { width: 32%; } .type { width: 20%; } .status { width: 5em; } .code { width: 34%; }
td p { margin: 0; } td.name code, td.code code { background: none; padding: 0; font-weight: 600; }
.must { color: var(--must); font-size: 12px; font-weight: 650; margin-left: 8px; white-space: nowrap; }
.may { color: var(--quiet); font-size: 12px; margin-left: 8px; white-space: nowrap; }
.choice td { font-weight: 600; color: var(--quiet); }
${Array.from({ length: 9 }, (_, index) => `.d${index + 1} > :first-child { padding-left: ${(index + 1) * 18}px; }`).join('\n')}
nav ul { list-style: none; margin: 0; padding: 0; } nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
.contents li.group { display: inline-block; margin: 0 14px 6px 0; } .contents li.group > a { font-weight: 600; } .contents li.group ul { display: none; }
.within { margin-bottom: 14px; } .within li { padding: 3px 0; }
@media (min-width: 960px) {
  .page { display: grid; grid-template-columns: 270px minmax(0, 1fr); gap: 0 36px; padding: 32px 28px 96px; }
  .top { grid-column: 1 / -1; } .within { display: none; } .card { padding: 20px 24px; } main > :first-child h2 { margin-top: 0; }
  .contents { position: sticky; top: 20px; align-self: start; max-height: calc(100vh - 40px); overflow-y: auto; font-size: 14px; }
  .contents li.group { display: block; margin: 0 0 14px; } .contents li.group ul { display: block; margin-top: 4px; }
  .contents li.group li { padding: 2px 0; } .contents li.group li a { color: var(--ink); }
}
@media (max-width: 640px) {
  thead { position: absolute; left: -9999px; } tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); } tr:last-child { border-bottom: 0; }
  td { display: block; width: auto !important; padding: 0; border: 0; } td.type { color: var(--quiet); font-size: 14px; } td.status { float: left; margin-right: 10px; }
  ${Array.from({ length: 9 }, (_, index) => `.d${index + 1} { padding-left: ${(index + 1) * 12}px; }`).join('\n  ')}
  .d1 > :first-child, .d2 > :first-child, .d3 > :first-child, .d4 > :first-child, .d5 > :first-child, .d6 > :first-child,
  .d7 > :first-child, .d8 > :first-child, .d9 > :first-child { padding-left: 0; }
}
@media print { .contents { display: none; } .page { display: block; } .card { break-inside: avoid-page; } }
`;
