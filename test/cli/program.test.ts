import { afterEach, expect, test, vi } from 'vitest'
import { runCommand } from '../../src/cli/program.ts'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** Runs a command in this process; returns its exit code and output. */
async function runHere(args: readonly string[]) {
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += text
      return true
    })
  }
  await runCommand(args)
  return { code: process.exitCode, ...printed }
}

test.each([
  [['user', 'create', '--email', 'x@y.z'], "required option '--name <name>' not specified"],
  [
    ['credits', 'grant', '--email', 'x@y.z', '--amount', '0'],
    "option '--amount <number>' argument '0' is invalid. It must be a whole number from 1 to 2147483647.",
  ],
  [['token', 'remove'], "unknown command 'remove' (Did you mean revoke?)"],
  [['user', 'delete', 'x@y.z'], "required option '--yes' not specified"],
])('rejects %j with one line, or as JSON, and exit code 1', async (args, message) => {
  expect(await runHere(args)).toEqual({ code: 1, stdout: '', stderr: `${message}\n` })
  vi.restoreAllMocks()
  const { stderr, ...rest } = await runHere([...args, '--json'])
  expect(rest).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toEqual({ error: { code: 'USAGE', message } })
})
