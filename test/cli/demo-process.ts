import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { createDatabase } from '../support/database.ts'
import { startProcess } from '../support/processes.ts'
import { whenOver } from '../support/when-over.ts'

const demo = fileURLToPath(new URL('../../src/cli/demo.ts', import.meta.url))

/** Prepares a database for a file's tests; `start` runs the demo on it. */
export async function prepareDemo() {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-demo-'))
  whenOver(() => rm(dataDir, { recursive: true, force: true }))
  const { url: databaseUrl, prisma } = await createDatabase()
  return {
    prisma,
    start: (args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
      startProcess(demo, args, { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0', ...env }),
  }
}

/** Returns the numbers of the table by label. */
export function table(stdout: string): Record<string, [rows: number, credits: number]> {
  const lines = stdout.matchAll(/^ {2}([A-Z_]+|processed) +([\d,]+) +(−?[\d,]+)/gm)
  const toNumber = (text = '') => Number(text.replace('−', '-').replaceAll(',', ''))
  return Object.fromEntries([...lines].map(([, label, rows, paid]) => [label, [toNumber(rows), toNumber(paid)]]))
}

/** Asserts that the printed verdicts and credits add up, and equal what is stored. */
export async function expectToAddUp(prisma: PrismaClient, stdout: string): Promise<void> {
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
