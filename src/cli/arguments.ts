import { InvalidArgumentError } from 'commander'
import { type Scope, scopes } from '../users/scopes.ts'

const maxCredits = 2_147_483_647

/** Returns a parser of a number of credits, at least `min`, for commander. */
export function creditsFrom(min: number): (value: string) => number {
  return wholeNumberFrom(min, maxCredits)
}

/** Returns a parser of a whole number from `min` to `max`, for commander. */
export function wholeNumberFrom(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

/** Returns the scopes of a comma-separated list, for commander. */
export function scopesOf(value: string): Scope[] {
  return value.split(',').map((name) => {
    const scope = scopes.find((known) => known === name.trim().toUpperCase())
    if (scope) return scope
    throw new InvalidArgumentError(`It must be a comma-separated list of ${scopes.join(', ')}.`)
  })
}
