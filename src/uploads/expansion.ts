/** Tables compress 10 to 30 times; a large file with a higher ratio is malicious. */
const highestRatio = 250
const sizeWithoutRatio = 1 << 24

/** Returns whether data expands, from `packed` to `expanded` bytes so far, to more than any table does. */
export function isBomb(packed: number, expanded: number): boolean {
  return expanded > sizeWithoutRatio && expanded > packed * highestRatio
}

/** Returns the same for compressed data that was compressed again, which gains next to nothing. */
export function isNestedBomb(packed: number, expanded: number): boolean {
  return expanded > 1 << 16 && expanded > packed * 10
}
