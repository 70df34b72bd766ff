import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { ReferenceRule, Vendor } from './vendor.ts'
import { capitalized, eitherOf, entryOf } from './wording.ts'

/** The endings that files of a container carry. */
const endings: Record<string, readonly string[]> = { jpeg: ['jpg', 'jpeg'], mp4: ['mp4', 'm4v'], tiff: ['tif', 'tiff'] }

/** What the vendors that say anything say they read; where one says nothing, other formats are a risk. */
const common: Record<ListField, readonly string[]> = {
  images: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'],
  videos: ['mp4', 'mov', 'm4v'],
  audios: ['mp3', 'wav'],
}

export type FormatStanding = 'fits' | 'unusual' | 'refused'

/** Whether a vendor reads files of this container. */
export function judgeFormat(field: ListField, rule: ReferenceRule, container: string): FormatStanding {
  const own = endings[container] ?? [container]
  const listed = rule.extensions?.value
  if (own.some((ending) => (listed ?? common[field]).includes(ending))) return 'fits'
  return listed ? 'refused' : 'unusual'
}

/** A file of a format that the vendor does not read; its name says nothing, so the caller tells the container. */
export function checkFormat(
  vendor: Pick<Vendor, 'name' | 'rules' | 'defaultModel'>,
  request: Pick<GenerationRequest, 'model' | 'mode'>,
  field: ListField,
  index: number,
  container: string | null | undefined,
): Issue | null {
  const rule = vendor.rules[request.model ?? vendor.defaultModel]?.[request.mode]?.[field]
  if (!rule || container == null || judgeFormat(field, rule, container) !== 'refused') return null
  const taken = eitherOf((rule.extensions?.value ?? []).filter((ending) => ending !== 'jpeg').map((ending) => ending.toUpperCase()))
  const message = `${capitalized(entryOf(field, index))} is ${container.toUpperCase()}; ${vendor.name} takes ${taken}.`
  return { path: field, index, code: 'not_supported', message, severity: 'error' }
}
