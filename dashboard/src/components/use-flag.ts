import { useState } from 'react'

/** Returns whether this browser has stored a flag, and a function that stores it. */
export function useFlag(name: string): readonly [isSet: boolean, set: () => void] {
  const key = `leadstream-${name}`
  const [isSet, setFlag] = useState(() => localStorage.getItem(key) !== null)
  const set = () => {
    localStorage.setItem(key, '')
    setFlag(true)
  }
  return [isSet, set]
}
