import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { ended } from '../support/processes.ts'
import { expectToAddUp, prepareDemo } from './demo-process.ts'

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
