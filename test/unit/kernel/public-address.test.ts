import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostOf, isPublicAddress, parseWebhookUrl } from '../../../lambdas/kernel/public-address.ts';

/** First and last address of each range that is not public. */
const SPECIAL_RANGES = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const;

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
const groups = (number: number) => `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
const isSpecial = (number: number) =>
  SPECIAL_RANGES.some(([first, last]) => number >= numberOf(first) && number <= numberOf(last));

/** Addresses anywhere, and at the edges of the ranges, where mistakes are. */
const anyIpv4 = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc
    .tuple(fc.constantFrom(...SPECIAL_RANGES.flat()), fc.integer({ min: -1, max: 1 }))
    .map(([edge, by]) => (numberOf(edge) + by + 2 ** 32) % 2 ** 32),
);

test('an IPv4 address is public outside of the special ranges, up to their edges', () => {
  fc.assert(
    fc.property(anyIpv4, (number) => {
      expect(isPublicAddress(dotted(number))).toBe(!isSpecial(number));
    }),
    { numRuns: 2_000 },
  );
});

test('an IPv4 address within IPv6, mapped or behind NAT64, is as public as it is alone, however it is written', () => {
  const written = [
    (n: number) => `::ffff:${dotted(n)}`,
    (n: number) => `::FFFF:${groups(n)}`,
    (n: number) => `0:0:0:0:0:ffff:${groups(n)}`,
    (n: number) => `0000:0000:0000:0000:0000:ffff:${dotted(n)}`,
    (n: number) => `64:ff9b::${dotted(n)}`,
    (n: number) => `0064:FF9B:0:0:0:0:${groups(n)}`,
  ];
  fc.assert(
    fc.property(anyIpv4, fc.constantFrom(...written), (number, write) => {
      expect(isPublicAddress(write(number))).toBe(!isSpecial(number));
    }),
    { numRuns: 2_000 },
  );
});

test('an IPv4 address tunnelled by 6to4 or Teredo, or in the old compatible form, is not public', () => {
  fc.assert(
    fc.property(anyIpv4, (number) => {
      expect(isPublicAddress(`2002:${groups(number)}::1`)).toBe(false);
      expect(isPublicAddress(`2001:0:${groups(number)}::1`)).toBe(false);
      expect(isPublicAddress(`::${dotted(number)}`)).toBe(false);
      expect(isPublicAddress(`64:ff9b:1::${dotted(number)}`)).toBe(false);
    }),
  );
});

test('of IPv6 only what is handed out is public', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.tuple(group, group, group, group, group, group, group, group), (all) => {
      const [first, second] = all;
      const isHandedOut = first >= 0x2000 && first <= 0x3fff;
      const isSpecialIpv6 =
        (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
        first === 0x2002 ||
        (first === 0x3fff && second < 0x1000);
      expect(isPublicAddress(all.map((each) => each.toString(16)).join(':'))).toBe(isHandedOut && !isSpecialIpv6);
    }),
    { numRuns: 2_000, examples: [[[0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]], [[0x2001, 0x200, 0, 0, 0, 0, 0, 1]]] },
  );
});

test.each([
  '169.254.169.254',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  '127.0.0.1',
  '0.0.0.0',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  '2606:4700::1111%eth0',
  'fec0::1',
  'fc00::1',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '255.255.255.255',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700:4700::1111', '240e::1', '2001:4860:4860::8888'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each(['', 'localhost', '1.1.1', '01.1.1.1', '0x8.8.8.8', '134744072', '8.8.8.8 ', '[2606:4700::1]', '1.1.1.1/0'])(
  '%j is no address, and so not public',
  (text) => {
    expect(isPublicAddress(text)).toBe(false);
  },
);

test.each([
  'https://shop.example/hooks?key=1',
  'https://shop.example:443/',
  'https://shop.example:1024/',
  'https://shop.example:8443/',
  'https://8.8.8.8/',
  'https://[2606:4700:4700::1111]:8443/',
  'https://会员.example/',
])('webhooks may be sent to %s', (url) => {
  expect(parseWebhookUrl(url)?.href).toBe(new URL(url).href);
});

test.each([
  '',
  'shop.example',
  '/hooks',
  'http://shop.example/',
  'ftp://shop.example/',
  'javascript:alert(1)',
  'https://',
  'https://user@shop.example/',
  'https://:secret@shop.example/',
  'https://shop.example:22/',
  'https://shop.example:1023/',
  'https://shop.example:0/',
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://169.254.169.254/latest/meta-data/',
  `https://shop.example/${'x'.repeat(2_000)}`,
])('webhooks may not be sent to %s', (url) => {
  expect(parseWebhookUrl(url)).toBeUndefined();
});

test('a host is told without the brackets that a URL has around IPv6', () => {
  expect(hostOf(new URL('https://[2606:4700::1]:8443/'))).toBe('2606:4700::1');
  expect(hostOf(new URL('https://Shop.example/'))).toBe('shop.example');
});
