import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { loova } from './loova/loova.ts'
import { outai } from './outai/outai.ts'
import { seedance2ai } from './seedance2ai/seedance2ai.ts'
import { seedance2ink } from './seedance2ink/seedance2ink.ts'
import { uniall } from './uniall/uniall.ts'
import type { Vendor } from './vendor.ts'

export const vendors: Readonly<Record<VendorId, Vendor>> = { loova, outai, seedance2ai, uniall, seedance2ink }

/** In the order in which the form shows them. */
export const vendorList: readonly Vendor[] = vendorIds.map((id) => vendors[id])

export function findVendor(id: string): Vendor | null {
  return vendorList.find((vendor) => vendor.id === id) ?? null
}
