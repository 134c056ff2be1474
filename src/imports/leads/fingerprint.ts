import { createHash } from 'node:crypto'
import { fold } from '../../identity/normalise.ts'

const length = 12
const form = new RegExp(`^#[0-9a-f]{${length}}(?:[0-9a-f]{${length}})?$`)

/** Returns a short text that identifies a value: equal for values that fold to the same text, and its own fingerprint. */
export function fingerprint(value: string): string {
  return form.test(value) ? value.slice(0, 1 + length) : `#${digestOf(fold(value) ?? '')}`
}

/** Returns a fingerprint that also tells whether the value itself is the same. */
export function exactFingerprint(value: string): string {
  return isExact(value) ? value : `${fingerprint(value)}${digestOf(value)}`
}

/** Whether two values are equal; either may be an exact fingerprint. */
export function isSameValue(a: string, b: string): boolean {
  return a === b || ((isExact(a) || isExact(b)) && exactFingerprint(a) === exactFingerprint(b))
}

function isExact(value: string): boolean {
  return value.length === 1 + 2 * length && form.test(value)
}

function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, length)
}

/** Whether two values fold to the same; either may be a fingerprint. */
export function isSameText(a: string, b: string): boolean {
  if (a === b) return true
  return form.test(a) || form.test(b) ? fingerprint(a) === fingerprint(b) : fold(a) === fold(b)
}
