/** Returns a `text[]` literal, which is several times faster than passing thousands of values through the driver. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => (/["\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`)).join(',')}}`
}
