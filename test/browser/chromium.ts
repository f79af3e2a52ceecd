import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATHS = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** A browser of the machine; undefined where there is none, and then tests that need one are skipped with a word. */
export const CHROMIUM_PATH = PATHS.find((path) => path !== undefined && existsSync(path));

if (CHROMIUM_PATH === undefined) {
  process.stderr.write('no Chromium on this machine (or CHROMIUM_PATH): the tests of pages are skipped\n');
}

/** Starts the browser without the connections of its own that a test has no use for. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM_PATH ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What keeps somebody out who sees a page badly, or not at all: the findings of axe. The page's context must bypass its policy. */
export async function findBarriers(tab: Page): Promise<unknown> {
  await tab.evaluate(AXE);
  return tab.evaluate('axe.run().then(({ violations }) => violations.map(({ id, help }) => id + " " + help))');
}
