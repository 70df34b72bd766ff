const mostLetters = 60
const mostWords = 9
/** What file systems refuse, and characters that nobody sees. */
const unfit = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}<>:"/\\|?*]+/gu

/** The prompt's first words and the day, without an ending: how a person finds a take among downloads. */
export function videoFileStem(prompt: string, createdAt: Date): string {
  const words = prompt.replace(unfit, ' ').split(/\s+/).filter(Boolean).slice(0, mostWords)
  let title = ''
  for (const word of words) {
    const longer = title === '' ? [...word].slice(0, mostLetters).join('') : `${title} ${word}`
    if ([...longer].length > mostLetters) break
    title = longer
  }
  // A name may neither begin with a dot nor end, before the day, in punctuation.
  const trimmed = title.replace(/^[.\s]+/, '').replace(/[.,;!\s–—-]+$/u, '')
  return `${trimmed === '' ? 'Take' : trimmed} ${createdAt.toISOString().slice(0, 10)}`
}
