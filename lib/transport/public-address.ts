import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** All that IANA has given out as global unicast (registry of 2026-11-21); the rest is special or nobody's. */
const globalUnicast = ipaddr.IPv6.parse('2000::')

/** Public by number, but answered by the machine that a cloud's guest runs on: Azure's wire server hands out settings and certificates there. */
const hostServices: ReadonlySet<string> = new Set(['168.63.129.16'])

/** Only globally routable unicast is open; loopback, private, link-local, metadata, multicast, mapped and tunnelled forms are not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  // A zone index (`fe80::1%eth0`) is link-local whatever it names.
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6) return parsed.zoneId === undefined && parsed.match(globalUnicast, 3)
  return !hostServices.has(parsed.toString())
}

/**
 * One of this machine's own: from inside, its public address reaches what a firewall keeps from everybody outside. Asked each time, because
 * a machine's addresses change while it runs.
 */
export function isOwnAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const wanted = ipaddr.process(address).toString()
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return own.some((entry) => ipaddr.isValid(entry.address) && ipaddr.process(entry.address).toString() === wanted)
}
