import { randomBytes } from 'node:crypto'
import { hashToken } from '#lib/data/secrets.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'

/** 192 bits: nobody finds the address by trying. */
const tokenBytes = 24

export interface CallbackAddress {
  url: string
  /** All that is kept of the secret in the address. */
  hash: string
}

/** A new secret address for one create; null when the vendor does not call back, or could not reach us. */
export function createCallbackAddress(context: ServiceContext, vendor: VendorId): CallbackAddress | null {
  const { PUBLIC_URL } = context.env
  if (vendors[vendor].callback === undefined || PUBLIC_URL === undefined) return null
  const token = randomBytes(tokenBytes).toString('base64url')
  return { url: `${PUBLIC_URL}/api/callbacks/${token}`, hash: hashToken(token) }
}
