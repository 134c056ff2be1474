import { useCallback, useRef } from 'react'

/** A key for each input: the same one whenever the same is asked for again, so that a click too many starts nothing. */
export function useKey(): (input: object) => string {
  const last = useRef({ asked: '', key: '' })
  return useCallback((input) => {
    const asked = JSON.stringify(input)
    if (last.current.asked !== asked) last.current = { asked, key: randomKey() }
    return last.current.key
  }, [])
}

/** `crypto.randomUUID` is there on https and localhost alone. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
