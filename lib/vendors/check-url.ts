import type { IssueCode } from '#lib/generation/issue.ts'
import { type Address, readAddress } from './read-address.ts'
import type { ReferenceRule } from './vendor.ts'
import { eitherOf } from './wording.ts'

/** What is wrong with an address; `secureUrl` when the same address with https would do. */
export interface UrlFault {
  code: IssueCode
  severity: 'error' | 'warning'
  /** Follows "Image 1 ". */
  words: string
  /** The address that was most likely meant. */
  repair?: { label: string; url: string }
}

const prefixes = { http: 'http://', https: 'https://', asset: 'asset://' } as const

export function checkUrl(url: string, address: Address, rule: ReferenceRule): UrlFault | null {
  const fault = findFault(address, rule)
  if (fault === null || fault.severity === 'warning') return fault
  const repair = listRepairs(url).find((candidate) => findFault(readAddress(candidate.url), rule)?.severity !== 'error')
  return repair ? { ...fault, repair } : fault
}

function findFault(address: Address, rule: ReferenceRule): UrlFault | null {
  if (address.kind === 'spaced') return invalid('has spaces or line breaks in its address')
  if (address.kind === 'bare') return invalid(`needs a full address that starts with ${wantedPrefixes(rule)}`)
  const scheme = address.kind === 'asset' ? 'asset' : address.scheme
  if (!rule.schemes.value.some((allowed) => allowed === scheme))
    return invalid(`has an address that starts with ${scheme.slice(0, 20)}://; it must start with ${wantedPrefixes(rule)}`)
  if (address.kind === 'asset') return address.isProper ? null : invalid('has an asset address without a proper asset id')
  if (address.kind !== 'web') return invalid('has an address with a mistake in it')
  if (address.hasCredentials) return invalid('has a user name or password in its address; leave it out')
  return checkExtension(address.extension, rule)
}

function wantedPrefixes(rule: ReferenceRule): string {
  return eitherOf(rule.schemes.value.map((scheme) => prefixes[scheme]))
}

/** Smallest change first. */
function listRepairs(url: string): { label: string; url: string }[] {
  const trimmed = url.trim()
  const repairs = [
    { label: 'Remove the spaces around it', url: trimmed },
    { label: 'Use https://', url: trimmed.replace(/^http:/i, 'https:') },
  ]
  // "example.com/a.png": a name with a dot, then the end, a port or a path.
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?(\/|$)/i.test(trimmed))
    repairs.push({ label: 'Put https:// before it', url: `https://${trimmed}` })
  const credentials = /^(https?:\/\/)[^/?#\\]*@/i.exec(trimmed)
  if (credentials) repairs.push({ label: 'Leave out the password', url: (credentials[1] ?? '') + trimmed.slice(credentials[0].length) })
  return repairs.filter((repair) => repair.url !== url)
}

function checkExtension(extension: string | null, rule: ReferenceRule): UrlFault | null {
  if (!rule.extensions) return null
  const allowed = rule.extensions.value
  if (extension === null)
    return {
      code: 'unknown_fact',
      severity: 'warning',
      words: `does not show its type in its address; it must be ${eitherOf(allowed)}`,
    }
  if (allowed.includes(extension)) return null
  return { code: 'not_an_option', severity: 'error', words: `is a .${extension} file; it must be ${eitherOf(allowed)}` }
}

function invalid(words: string): UrlFault {
  return { code: 'invalid_url', severity: 'error', words }
}
