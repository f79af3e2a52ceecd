import { BlockList, isIP } from 'node:net';

/** What of IPv4 is not the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4: readonly (readonly [network: string, prefixBits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Between providers and their customers (CGNAT).
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, with the metadata of the machine at 169.254.169.254 and Lambda's own services.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Prefixes of IPv6 that carry an IPv4 address in their last 32 bits: mapped, and translated by a gateway (NAT64). */
const CARRIERS = ['::ffff:', '64:ff9b::'];
const CARRIER_BITS = 96;
/** All that is handed out; what lies outside (ULA, link-local, multicast, ::1) is not the public internet. */
const GLOBAL_UNICAST = ['2000::', 3] as const;
/** What of it is not public: https://www.iana.org/assignments/iana-ipv6-special-registry */
const SPECIAL_IPV6: readonly (readonly [network: string, prefixBits: number])[] = [
  // Protocol assignments, with Teredo, benchmarks and ORCHID: tunnels lead where nobody can see.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4: carries an IPv4 address, of any kind, through relays that are switched off (RFC 7526).
  ['2002::', 16],
  ['3fff::', 20],
];

const REACHABLE_IPV6 = new BlockList();
REACHABLE_IPV6.addSubnet(...GLOBAL_UNICAST, 'ipv6');
const SPECIAL = new BlockList();
for (const [network, prefixBits] of SPECIAL_IPV6) SPECIAL.addSubnet(network, prefixBits, 'ipv6');
for (const [network, prefixBits] of SPECIAL_IPV4) SPECIAL.addSubnet(network, prefixBits, 'ipv4');
for (const carrier of CARRIERS) {
  REACHABLE_IPV6.addSubnet(`${carrier}0.0.0.0`, CARRIER_BITS, 'ipv6');
  for (const [network, prefixBits] of SPECIAL_IPV4) {
    SPECIAL.addSubnet(`${carrier}${network}`, CARRIER_BITS + prefixBits, 'ipv6');
  }
}

const URL_CHARACTERS_MAX = 2_000;
const HTTPS_PORT = 443;
/** Below it are the services of a machine, such as SSH and mail: nobody receives webhooks there. */
const FREE_PORT_MIN = 1_024;

/**
 * Whether an IP address is one of the public internet, which anybody may ask us to connect to. What is no address, or
 * one with a zone (`fe80::1%eth0`), is not.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !SPECIAL.check(address, 'ipv4');
  if (version !== 6 || address.includes('%')) return false;
  return REACHABLE_IPV6.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

/**
 * A URL that webhooks may be sent to: https, without a user, on port 443 or one from 1024, and not on an address that is
 * not public. Where a name leads is known only when it is resolved, at each attempt.
 */
export function parseWebhookUrl(text: string): URL | undefined {
  if (text.length > URL_CHARACTERS_MAX || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (port !== HTTPS_PORT && port < FREE_PORT_MIN) return undefined;
  const host = hostOf(url);
  return isIP(host) === 0 || isPublicAddress(host) ? url : undefined;
}

/** The host of a URL as names are resolved and addresses written: IPv6 without brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
