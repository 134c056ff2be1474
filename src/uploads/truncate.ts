/** The first `length` UTF-16 units of a text, one fewer where that would cut a character in half: Postgres refuses half ones. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, length - (last >= 0xd800 && last < 0xdc00 ? 1 : 0))
}
