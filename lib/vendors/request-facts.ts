import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { findMentions, lintMentions, type Mention } from '#lib/generation/mentions.ts'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import { type Address, readAddress } from './read-address.ts'

export interface FileFacts {
  /** Null for an upload, which gets its address later. */
  address: Address | null
  /** True when the same file stands earlier in the list. */
  isRepeated: boolean
}

/** What is true of a request at every vendor, found once for all five. */
export interface RequestFacts {
  mentions: Mention[]
  mentionIssues: Issue[]
  files: Record<ListField, FileFacts[]>
}

/** Also true of the request in other vendors' terms, as long as prompt, mode and files stay as they are. */
export function readFacts(request: GenerationRequest): RequestFacts {
  const mentions = findMentions(request.prompt ?? '')
  return {
    mentions,
    mentionIssues: lintMentions(request, mentions),
    files: { images: readFiles(request.images), videos: readFiles(request.videos), audios: readFiles(request.audios) },
  }
}

function readFiles(list: readonly Reference[] | undefined): FileFacts[] {
  if (!list) return []
  const urls = new Set<string>()
  const uploads = new Set<string>()
  return list.map((reference) => {
    if ('url' in reference) return { address: readAddress(reference.url), isRepeated: hasSeen(urls, reference.url) }
    return { address: null, isRepeated: hasSeen(uploads, reference.upload) }
  })
}

function hasSeen(seen: Set<string>, text: string): boolean {
  const size = seen.size
  return seen.add(text).size === size
}
