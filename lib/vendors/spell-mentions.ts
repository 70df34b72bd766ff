import { rewriteMentions } from '#lib/generation/mentions.ts'
import type { MentionStyle } from './vendor.ts'

/** The prompt with its mentions in the vendor's own spelling; all else stays word for word. */
export function spellMentions(prompt: string, style: MentionStyle): string {
  if (style === 'as_typed') return prompt
  return rewriteMentions(prompt, ({ text, number }) => {
    if (number === null) return null
    return `${text.replace(/[0-9]+$/, '').toLowerCase()}${number}`
  })
}
