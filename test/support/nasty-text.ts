import fc from 'fast-check'

const unit = fc.constantFrom(...`'"=+-@＝＠\t\r\n ;|,\\.aZ0é漢\u00a0\u200b\u0001\u0002\u0085\u3000`)

/** Text, which Postgres can store, of characters that mean something in CSV or in formulas, and of any others. */
export const nastyText = fc.oneof(
  fc.string({ unit, maxLength: 8 }),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
)
