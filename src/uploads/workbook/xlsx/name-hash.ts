/** FNV-1a, byte by byte from here on: no two names of a workbook's parts have the same, and comparing it costs no string. */
export const emptyHash = 0x811c9dc5 | 0

/** The hash with one more byte in it. */
export function mixed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193)
}

/** The hash of a whole name. */
export function nameHash(name: string): number {
  return Buffer.from(name).reduce(mixed, emptyHash)
}
