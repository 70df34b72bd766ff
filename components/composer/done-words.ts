import { allOf } from '#lib/vendors/wording.ts'

/** The beginnings of the fixes' labels, and what is said once they are made. */
const pastForms = [
  ['Remove', 'Removed'],
  ['Leave out', 'Left out'],
  ['Shorten to', 'Shortened to'],
  ['Lengthen to', 'Lengthened to'],
  ['Switch to', 'Switched to'],
  ['Move', 'Moved'],
  ['Use', 'Changed to'],
  ['Put', 'Put'],
] as const

/** "Removed image 3 and audio 2. Shortened to 15 s.": the changes of these labels, once they are made. */
export function doneWords(labels: readonly string[]): string {
  const done = labels.map((label): [string, string] => {
    const form = pastForms.find(([now]) => label.startsWith(`${now} `))
    return form ? [form[1], label.slice(form[0].length + 1).replace(' and switch to ', ' and switched to ')] : ['Changed:', label]
  })
  return [...Map.groupBy(done, ([verb]) => verb)].map(([verb, parts]) => `${verb} ${allOf(parts.map(([, rest]) => rest))}.`).join(' ')
}
