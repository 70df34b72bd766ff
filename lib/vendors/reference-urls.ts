import type { Reference } from '#lib/generation/request.ts'

/** The addresses of a list. An upload has none until a service gives it one; to send it unresolved is a defect. */
export function requireUrls(references: readonly Reference[] | undefined): string[] {
  return (references ?? []).map((reference) => {
    if ('url' in reference) return reference.url
    throw new Error('An upload must be given an address before the request is encoded')
  })
}

/** The prompt as the creator wrote it, or undefined when it is blank. */
export function readPrompt(prompt: string | undefined): string | undefined {
  return prompt === undefined || prompt.trim() === '' ? undefined : prompt
}
