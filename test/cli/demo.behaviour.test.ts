import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../support/database.ts'
import { post } from '../support/graphql.ts'
import { ended, startProcess } from '../support/processes.ts'

const demo = fileURLToPath(new URL('../../src/cli/demo.ts', import.meta.url))
const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-demo-'))
afterAll(() => rm(dataDir, { recursive: true, force: true }))
const { url: databaseUrl, prisma } = await createDatabase()

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  return startProcess(demo, args, { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0', ...env })
}

/** Returns the numbers of the table by label. */
function table(stdout: string): Record<string, [rows: number, credits: number]> {
  const lines = stdout.matchAll(/^ {2}([A-Z_]+|processed) +([\d,]+) +(−?[\d,]+)/gm)
  const toNumber = (text = '') => Number(text.replace('−', '-').replaceAll(',', ''))
  return Object.fromEntries([...lines].map(([, label, rows, paid]) => [label, [toNumber(rows), toNumber(paid)]]))
}

async function expectToAddUp(stdout: string): Promise<void> {
  const { processed, ...verdicts } = table(stdout)
  expect(Object.keys(verdicts)).toEqual(['IMPORTED', 'MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID', 'UNAFFORDABLE'])
  const sum = Object.values(verdicts).reduce(([rows, paid], [r, p]) => [rows + r, paid + p], [0, 0])
  expect(sum).toEqual(processed)
  expect(verdicts).toMatchObject({ CROSS_LIST: [80, 0], BLOCKED: [96, 0], INVALID: [24, 0] })

  const run = await prisma.importRun.findFirstOrThrow({ orderBy: { seq: 'desc' } })
  expect(verdicts).toMatchObject({ IMPORTED: [run.imported, -run.imported], MERGED: [run.merged, 0] })
  const { balance, reserved } = await prisma.creditAccount.findFirstOrThrow()
  expect(reserved).toBe(0)
  expect(stdout).toContain(`spent, ${balance.toLocaleString('en')} after.`)
}

it('the demo shows every verdict, adds up and exits with 0', async () => {
  const { code, stdout, stderr } = await ended(start(['--once']))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expectToAddUp(stdout)
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
  await expectToAddUp(stdout)
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
