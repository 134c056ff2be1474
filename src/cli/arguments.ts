import { InvalidArgumentError } from 'commander'

const max = 2_147_483_647

/** Returns a parser of a number of credits, at least `min`, for commander. */
export function creditsFrom(min: number): (value: string) => number {
  return (value) => {
    const credits = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (credits >= min && credits <= max) return credits
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}
