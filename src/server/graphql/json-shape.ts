import { refusal } from '../errors.ts'

/** Limits of a JSON body whatever its size: one long text is cheap to read, many small values are not. `width` are the values of one array or object. */
const jsonLimits = { values: 100_000, width: 10_000, depth: 64 } as const

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** Returns a function that checks a JSON text piece by piece, before it is parsed. It throws `TOO_MANY_VALUES` or `TOO_DEEP`. */
export function checkJsonShape({
  values: maxValues,
  width: maxWidth,
  depth: maxDepth,
} = jsonLimits): (piece: Uint8Array) => void {
  let depth = 0
  /** The commas in each array and object that is open. */
  const widths = new Uint32Array(maxDepth + 2)
  let values = 1
  let isText = false
  let isEscaped = false
  return (piece) => {
    // A loop over an index is ten times faster than one over the bytes.
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index]
      if (isEscaped) isEscaped = false
      else if (isText) {
        if (byte === backslash) isEscaped = true
        else if (byte === quote) isText = false
      } else if (byte === quote) isText = true
      else if (byte === colon) values++
      else if (byte === comma) {
        values++
        const width = 1 + Number(widths[depth])
        widths[depth] = width
        if (width >= maxWidth) {
          throw refusal(
            400,
            'TOO_MANY_VALUES',
            `The body has an array or an object of more than ${maxWidth} values. Send a file with PUT /uploads, or split the request.`,
          )
        }
      } else if (byte === openBrace || byte === openBracket) {
        widths[++depth] = 0
        values++
      } else if (byte === closeBrace || byte === closeBracket) depth--
      if (values > maxValues) {
        throw refusal(
          400,
          'TOO_MANY_VALUES',
          `The body has more than ${maxValues} values. Send a file with PUT /uploads, or split the request.`,
        )
      }
      if (depth > maxDepth) {
        throw refusal(
          400,
          'TOO_DEEP',
          `The body is nested more than ${maxDepth} levels deep. Send what the schema asks for.`,
        )
      }
    }
  }
}
