import { expect, test } from 'vitest'
import { runHere } from '../support/commands.ts'

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
  const { stderr, ...rest } = await runHere([...args, '--json'])
  expect(rest).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toEqual({ error: { code: 'USAGE', message } })
})
