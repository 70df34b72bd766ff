import type { Failure } from '#lib/generation/failure.ts'

/** The vendor answers a query so for an id that this account has no task of; asking again would not change it. */
export function saysNoSuchTask({ code }: Failure): boolean {
  return code === 'not_found' || code === 'forbidden' || code === 'invalid_request'
}
