import type { Reporter, TestCase } from 'vitest/node'

/** Prints why a test failed that passed when it ran again. */
export class RetriedTests implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors = [] } = test.result()
    if (state !== 'passed') return
    for (const { stack, message } of errors) {
      process.stderr.write(`${test.fullName} failed at first: ${stack ?? message}\n`)
    }
  }
}
