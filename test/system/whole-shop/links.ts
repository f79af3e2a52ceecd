import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { digest } from '../../replay/real-year.ts';
import type { Shop } from '../shop.ts';

/** What a filter of mail does: it opens the links of every e-mail, to see where they lead. */
export function tryLinks(shop: () => Shop): void {
  const letters = () => shop().system.sending.inbox.messages({ channel: 'email' });

  async function linksOf(raw: Parameters<typeof PostalMime.parse>[0] = ''): Promise<string[]> {
    const { html = '', headers } = await PostalMime.parse(raw);
    const unsubscribe = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const addresses = [...html.matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address);
    const all = [...addresses, ...[...unsubscribe.matchAll(/<(https?:[^>]+)>/g)].map(([, address = '']) => address)];
    return all
      .map((address) => new URL(address.replaceAll('&amp;', '&')))
      .map(({ pathname, search }) => pathname + search);
  }

  test('whoever only opens the links of all e-mails changes nothing', async () => {
    const links = new Set((await Promise.all(letters().map(({ raw }) => linksOf(raw)))).flat());
    const pages = [...links].filter((path) => /^\/(unsubscribe|preferences|confirm|go|survey|suggest)\//.test(path));
    const kinds = new Set(pages.map((path) => path.split('/')[1]));
    expect([...kinds].sort()).toEqual(['go', 'preferences', 'suggest', 'survey', 'unsubscribe']);
    await shop().system.settle();
    const before = await digest(shop());
    for (const path of pages) {
      const { status } = await fetch(shop().system.url + path, { redirect: 'manual' });
      expect([path, status < 500]).toEqual([path, true]);
    }
    await shop().system.settle();
    expect(await digest(shop())).toBe(before);
  });
}
