/** PostgreSQL keeps neither NUL nor half a surrogate pair; better refused at the field than lost on the way to the database. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

export const notStorable = 'contains characters that cannot be stored'
