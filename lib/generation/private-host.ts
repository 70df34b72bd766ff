/** Names that lead to this machine or into a network of one's own, wherever they are asked for (RFC 6761, 6762, 8375; ICANN's .internal). */
const privateNames = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/

/**
 * True of an address that can be told to lie on this machine or in a private network without asking anybody; only a name server knows of the
 * others. What can be told is a part of what `isPublicAddress` refuses; a test holds the two together.
 */
export function hasPrivateHost(url: string, allowedHosts: readonly string[] = []): boolean {
  const parsed = URL.parse(url.trim())
  if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return false
  if (isAllowedHost(parsed, allowedHosts.map(spellHost))) return false
  const host = parsed.hostname.replace(/\.$/, '')
  if (host.startsWith('[')) return isPrivateIPv6(host.slice(1, -1))
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number)
  if (parts) return isPrivateIPv4(parts)
  // A name without a dot is found on one's own network only.
  return !host.includes('.') || privateNames.test(host)
}

/** @param spelt as `spellHost` gives them */
export function isAllowedHost(url: URL, spelt: Iterable<string>): boolean {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80'
  for (const host of spelt) if (host === url.hostname || host === `${url.hostname}:${port}`) return true
  return false
}

/** A `host` or `host:port` of the settings in the spelling that URL gives a host: `[::1]`, `xn--…`, lower case. */
export function spellHost(entry: string): string {
  const isBareIPv6 = !entry.includes('[') && entry.split(':').length > 2
  const [, host = entry, port] = (isBareIPv6 ? null : /^(.*?):(\d{1,5})$/.exec(entry)) ?? [null, isBareIPv6 ? `[${entry}]` : entry]
  const spelt = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host.toLowerCase()
  return port === undefined ? spelt : `${spelt}:${port}`
}

/** URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1. */
function isPrivateIPv4([a = 0, b = 0]: readonly number[]): boolean {
  return (
    [0, 10, 127].includes(a) ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168)
  )
}

/** Global unicast is 2000::/3. */
function isPrivateIPv6(host: string): boolean {
  const first = Number.parseInt(host.split(':')[0] || '0', 16)
  return first < 0x2000 || first > 0x3fff
}
