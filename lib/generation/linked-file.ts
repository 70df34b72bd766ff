import { z } from 'zod'
import { fileFacts } from './file-facts.ts'
import { fileKinds } from './file-kinds.ts'

/** Why a file could not be read at an address, and the words for it. Every address that was refused reads the same: which one it was says what is inside a network. */
export const linkProblems = {
  bad_address: 'This address cannot be opened: it must begin with https:// or http:// and lead straight to a file.',
  private_address: 'This address lies in a private network. A vendor cannot open it; upload the file instead.',
  unreachable: 'No server answers at this address.',
  certificate: 'This server’s certificate is not valid, so nobody can be sure whose file it is.',
  timed_out: 'The server took too long to answer.',
  too_many_redirects: 'This address forwards again and again without arriving at a file.',
  bad_redirect: 'This address forwards to one that cannot be opened.',
  needs_sign_in: 'This file is only given to people who are signed in there. Share it publicly, or upload it.',
  not_found: 'There is no file at this address any more.',
  server_busy: 'The server is not giving out this file now. Try again later.',
  refused: 'The server does not give out this file.',
  web_page: 'This is a web page, not a file. Use the address of the file itself.',
  empty: 'The file at this address is empty.',
  not_media: 'This is not an image, a video or an audio file that we can read.',
  damaged: 'The file at this address is damaged or cut short.',
  too_large: 'The file at this address is larger than any vendor takes.',
  not_measured: 'This file could not be measured from here: its server only gives it whole, or what it is stands too far inside.',
} as const satisfies Record<string, string>

export type LinkProblemCode = keyof typeof linkProblems
/** Nobody makes a film of these. Of the others a vendor may think otherwise: it asks from another place, under another name. */
const certainProblems: ReadonlySet<string> = new Set(
  (['private_address', 'web_page', 'not_media', 'empty'] as const).map((code) => linkProblems[code]),
)

/** Whether what was found at an address rules it out everywhere. */
export function isCertainProblem(message: string): boolean {
  return certainProblems.has(message)
}

export const linkProblemCodes = Object.keys(linkProblems) as [LinkProblemCode, ...LinkProblemCode[]]

/** A file on somebody else's server, as our own pages see it. What is not known is null. */
export const linkedFileViewSchema = z.object({
  id: z.string(),
  url: z.string(),
  kind: z.enum(fileKinds).nullable(),
  /** The last part of the address. */
  name: z.string(),
  contentType: z.string().nullable(),
  bytes: z.int().nullable(),
  ...fileFacts,
  problem: z.object({ code: z.enum(linkProblemCodes), message: z.string() }).nullable(),
  checkedAt: z.iso.datetime(),
})
export type LinkedFileView = z.infer<typeof linkedFileViewSchema>
