import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { post } from '../support/graphql.ts'
import { ended } from '../support/processes.ts'
import { expectToAddUp, prepareDemo, table } from './demo-process.ts'

const { start, prisma } = await prepareDemo()

it('the demo shows every verdict, adds up and exits with 0', async () => {
  const { code, stdout, stderr } = await ended(start(['--once']))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expectToAddUp(prisma, stdout)
  expect(stdout).toMatch(/^ {2}100 % {2}[\d,]+ imported/m)
  const { total, enriched } = await prisma.enrichment.findFirstOrThrow({ orderBy: { total: 'desc' } })
  expect(enriched).toBeGreaterThan(total / 2)
  expect(stdout).toMatch(new RegExp(`^ {2}100 % {2}${enriched} enriched`, 'm'))
  expect(stdout).toContain(`${enriched} of ${total} companies were enriched.`)
})

it('the demo imports other people the next time, and keeps serving with the printed token until Ctrl-C', async () => {
  const server = start([])
  const end = ended(server)
  const stdout = await printed(server, 'Ctrl-C')
  await expectToAddUp(prisma, stdout)
  const token = /Bearer (ls_\S+)$/m.exec(stdout)?.[1]
  const address = /running at (\S+)/.exec(stdout)?.[1] ?? ''
  const { body } = await post(address, { query: '{ viewer { email } }' }, token)
  expect(body).toEqual({ data: { viewer: { email: 'demo@leadstream.example' } } })
  const code = /\/sign-in#code=(\S+)$/m.exec(stdout)?.[1]
  const query = 'mutation ($code: String!) { redeemSignInCode(input: { code: $code }) { __typename } }'
  expect((await post(address, { query, variables: { code } })).body).toEqual({
    data: { redeemSignInCode: { __typename: 'RedeemSignInCodePayload' } },
  })
  server.kill('SIGINT')
  expect((await end).code).toBe(0)
})

it('the demo imports a search from the sandbox even if a provider is configured, and adds up', async () => {
  const unipile = { UNIPILE_URL: 'http://127.0.0.1:1', UNIPILE_API_KEY: 'a-key' }
  const { code, stdout, stderr } = await ended(start(['--once', '--source', 'sales-nav'], unipile))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { processed, ...verdicts } = table(stdout)
  expect(verdicts).toMatchObject({ IMPORTED: [600, -600], INVALID: [0, 0], UNAFFORDABLE: [0, 0] })
  for (const verdict of ['MERGED', 'CROSS_LIST', 'BLOCKED']) expect(verdicts[verdict]?.[0]).toBeGreaterThan(0)
  expect(Object.values(verdicts).reduce((sum, [rows]) => sum + rows, 0)).toBe(processed?.[0])
  expect(stdout).toMatch(/^ {2}100 % {2}[\d,]+ imported/m)
  expect(stdout).toContain('shows only the first 2,500')
})

it('the demo shuts down cleanly if it is interrupted during the import', async () => {
  const server = start([])
  const end = ended(server)
  await printed(server, ' 0 %')
  server.kill('SIGINT')
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})

it('the demo reports in one line that its port is in use', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const PORT = String(typeof address === 'object' ? address?.port : address)
  const { code, stderr } = await ended(start(['--once'], { PORT }))
  other.close()
  expect(code).toBe(1)
  expect(stderr).toMatch(new RegExp(`^[^\n]*127\\.0\\.0\\.1:${PORT}[^\n]*another port[^\n]*\n$`))
})

/** Returns the output of a process once it contains the text; throws if the process ends before. */
function printed(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
      if (stdout.includes(text)) resolve(stdout)
    })
    child.once('close', () => reject(new Error(`The process ended after printing: ${stdout}`)))
  })
}
