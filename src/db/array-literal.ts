/** Returns a `text[]` literal, which is several times faster than passing thousands of values through the driver. */
export function arrayLiteral(values: readonly string[]): string {
  if (values.length === 0) return '{}'
  const needEscapes = /["\\]/.test(values.join('\n'))
  const escaped = needEscapes ? values.map((value) => value.replace(/["\\]/g, '\\$&')) : values
  return `{"${escaped.join('","')}"}`
}
