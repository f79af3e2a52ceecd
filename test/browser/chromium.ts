import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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
