/**
 * Returns a line with broken quotes as a line of `csvText`: quoted, with a mark that makes its quotes broken again for the next reader.
 * Staged chunks need no mark: they come with the numbers of their broken rows.
 */
export function markBroken(line: string): string {
  return `"${line.replaceAll('"', '""')}"!`
}

/** Returns the line that `markBroken` marked; any other line unchanged. */
export function unmarkBroken(line: string): string {
  if (line.length < 3 || !line.startsWith('"') || !line.endsWith('"!')) return line
  const inner = line.slice(1, -2)
  return inner.split('""').join('').includes('"') ? line : inner.split('""').join('"')
}
