export const carriageReturn = 0x0d
export const space = 0x20
export const bang = 0x21
export const quote = 0x22
export const ampersand = 0x26
export const apostrophe = 0x27
export const dash = 0x2d
export const slash = 0x2f
export const colon = 0x3a
export const less = 0x3c
export const equals = 0x3d
export const greater = 0x3e
export const question = 0x3f
export const bracket = 0x5b
export const underscore = 0x5f

/** XML has no other control characters, so they need not be distinguished. */
export function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && byte <= space && byte !== 0
}
