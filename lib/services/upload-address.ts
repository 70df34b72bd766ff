import type { UploadRow } from '#lib/data/uploads.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { fileExtension } from './file-name.ts'

/** Under `.invalid` nothing on the internet can answer; only the sandbox of this process reads it. */
export const sandboxUploadOrigin = 'https://uploads.sandbox.invalid'

/**
 * A vendor works on a take for a day at most before we give it up, and may read a file at the very end; the other day is for one that was
 * slow to begin. Object storage signs for seven at most.
 */
const addressSeconds = 2 * 24 * 3600

/** A way by which a file gets from here to a vendor. An address of either kind names one file, ends, and tells nothing else. */
export interface HandOver {
  kind: 'object_storage' | 'public_url'
  isSecure: boolean
  /** How the owner knows it. */
  setting: string
  addressOf(upload: UploadRow): Promise<string>
}

/** The ways that are set up here and that the vendor takes, the best first. */
export function listHandOvers(context: ServiceContext, vendor: VendorId): HandOver[] {
  const ways = listAllHandOvers(context)
  return takesHttp(vendor) ? ways : ways.filter((way) => way.isSecure)
}

/** Every way that is set up, whoever may use it. */
export function listAllHandOvers(context: ServiceContext): HandOver[] {
  const { env, storage, secrets, clock } = context
  const ways: HandOver[] = []
  if (storage.signedUrl) {
    const sign = storage.signedUrl.bind(storage)
    ways.push({
      kind: 'object_storage',
      isSecure: !env.S3_ENDPOINT?.startsWith('http:'),
      setting: 'the object storage',
      addressOf: ({ storageKey, contentType }) => sign(storageKey, { expiresInSeconds: addressSeconds, contentType }),
    })
  }
  const base = env.PUBLIC_URL
  if (base !== undefined) {
    ways.push({
      kind: 'public_url',
      isSecure: base.startsWith('https:'),
      setting: 'PUBLIC_URL',
      async addressOf(upload) {
        const expires = Math.floor(clock().getTime() / 1000) + addressSeconds
        const signature = secrets.sign('upload', `${upload.id}.${expires}`)
        return `${base}/api/uploads/${upload.id}/file${endingOf(upload)}?expires=${expires}&signature=${signature}`
      },
    })
  }
  return ways
}

/** The sandbox of this process reads every upload. */
export function sandboxAddress(upload: UploadRow): string {
  return `${sandboxUploadOrigin}/${upload.id}${endingOf(upload)}`
}

/** True when a vendor comes with the address we gave it, in time. */
export function isSignedUpload(context: ServiceContext, id: string, query: URLSearchParams): boolean {
  const [expires, ...others] = query.getAll('expires')
  if (others.length > 0 || expires === undefined || !/^[0-9]{1,12}$/.test(expires)) return false
  if (Number(expires) * 1000 < context.clock().getTime()) return false
  return context.secrets.verify('upload', `${id}.${expires}`, query.get('signature') ?? '')
}

/** Some vendors go by the ending: it is the content's, whatever the file is called. */
function endingOf({ kind, container, name }: UploadRow): string {
  // From the time before containers were kept.
  if (container === null) return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''
  return kind === 'audio' && container === 'mp4' ? '.m4a' : `.${fileExtension(container)}`
}

function takesHttp(vendor: VendorId): boolean {
  const modes = Object.values(vendors[vendor].rules).flatMap((byMode) => Object.values(byMode))
  return modes.some((rules) => [rules.images, rules.videos, rules.audios].some((rule) => rule?.schemes.value.includes('http')))
}
