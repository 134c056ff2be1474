/** Start of FNV-1a, byte by byte. No two names in workbooks collide, and comparing hashes needs no strings. */
export const emptyHash = 0x811c9dc5 | 0

/** Returns the hash with one more byte. */
export function mixed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193)
}

/** Returns the hash of a name. */
export function nameHash(name: string): number {
  return Buffer.from(name).reduce(mixed, emptyHash)
}
