/** PostgreSQL keeps neither NUL nor half a surrogate pair; better refused at the field than lost on the way to the database. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** For a name that is somebody else's doing, such as a file's: worth less than what it names. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

export const notStorable = 'contains characters that cannot be stored'
