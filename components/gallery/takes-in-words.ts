export function takesInWords(count: number): string {
  return count === 1 ? '1 take' : `${count.toLocaleString('en')} takes`
}
