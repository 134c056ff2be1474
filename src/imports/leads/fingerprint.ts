import { createHash } from 'node:crypto'
import { fold } from '../../identity/normalise.ts'

const form = /^#[0-9a-f]{12}$/

/** Returns a short text that identifies a value: equal for values that fold to the same text, and its own fingerprint. */
export function fingerprint(value: string): string {
  if (form.test(value)) return value
  const digest = createHash('sha1').update(fold(value) ?? '')
  return `#${digest.digest('hex').slice(0, 12)}`
}

/** Whether two values fold to the same; either may be a fingerprint. */
export function isSameText(a: string, b: string): boolean {
  if (a === b) return true
  return form.test(a) || form.test(b) ? fingerprint(a) === fingerprint(b) : fold(a) === fold(b)
}
