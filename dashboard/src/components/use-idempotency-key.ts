import { useCallback, useRef } from 'react'

/** Returns an idempotency key per input: repeating the same input returns the same key, so a double click starts one import. */
export function useIdempotencyKey(): (input: object) => string {
  const last = useRef({ serialized: '', key: '' })
  return useCallback((input) => {
    const serialized = JSON.stringify(input)
    if (last.current.serialized !== serialized) last.current = { serialized, key: randomKey() }
    return last.current.key
  }, [])
}

/** `crypto.randomUUID` is only available on https and localhost. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
