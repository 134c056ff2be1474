import { InvalidInputError } from '../../errors.ts'

const maxWaitSeconds = 30

/** Throws InvalidInputError if a call can't wait for this many seconds. */
export function checkWait(waitSeconds: number | null | undefined): void {
  if ((waitSeconds ?? 0) >= 0 && (waitSeconds ?? 0) <= maxWaitSeconds) return
  throw new InvalidInputError('waitSeconds', `\`waitSeconds\` is ${waitSeconds}: use 0 to ${maxWaitSeconds}.`)
}
