/** More than anybody types; what is pasted beyond them narrows nothing further. */
const mostWords = 20

/** What a creator looks for: words in any order, and in "quotes" those that stand together. A quote that is not closed yet reaches to the end. */
export function searchWords(q: string): string[] {
  const words = [...q.matchAll(/"([^"]*)(?:"|$)|\S+/g)].map(([word, phrase]) => (phrase ?? word).trim())
  return [...new Set(words)].filter((word) => word !== '').slice(0, mostWords)
}

/** LIKE's own wildcards are ordinary letters to a creator who types them. */
export function escapeLike(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&')
}
