import { onTestFinished, TestRunner } from 'vitest'

type End = () => unknown

const ends: End[] = []

/**
 * Calls `end` after the running test or, outside of a test, after all tests of the file. Unlike `afterAll`, which never calls
 * what a test or a hook gives it, it can be used anywhere.
 */
export function whenOver(end: End): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await end()))
  else ends.push(end)
}

/** Ends what was started for the tests of the file, the latest first; throws the first error after all have ended. */
export async function endAll(): Promise<void> {
  const errors: unknown[] = []
  for (let end = ends.pop(); end; end = ends.pop()) await Promise.resolve(end()).catch((error) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}
