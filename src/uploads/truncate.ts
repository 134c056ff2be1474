/** Returns the first `length` UTF-16 units of a text, or one fewer if that would split a surrogate pair, which Postgres refuses. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, length - (last >= 0xd800 && last < 0xdc00 ? 1 : 0))
}
