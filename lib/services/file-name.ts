const maxNameLength = 200

const endings: Record<string, string> = { jpeg: 'jpg' }
const sameKind: Record<string, readonly string[]> = {
  jpg: ['jpg', 'jpeg'],
  mp4: ['mp4', 'm4v', 'm4a'],
  mov: ['mov', 'qt'],
  ogg: ['ogg', 'oga'],
  heic: ['heic', 'heif'],
  tiff: ['tiff', 'tif'],
}

/** The ending of a file of this container, without its dot. */
export function fileExtension(container: string): string {
  return endings[container] ?? container
}

/** Vendors judge by the ending, so a name that lies about the content gets the right one added. */
export function cleanFileName(name: string, container: string): string {
  const extension = fileExtension(container)
  const last = name.split(/[/\\]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const plain = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  const ending = /\.([a-z0-9]{1,5})$/i.exec(plain)?.[1]?.toLowerCase()
  const isRight = ending !== undefined && (sameKind[extension] ?? [extension]).includes(ending)
  const stem = (isRight ? plain.slice(0, -ending.length - 1) : plain) || 'file'
  return `${[...stem].slice(0, maxNameLength).join('')}.${isRight ? ending : extension}`
}

/** A name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.[a-z0-9]{1,5}$/i, '')
}
