import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { ended } from '../support/processes.ts'
import { prepareDemo } from './demo-process.ts'

const { start } = await prepareDemo()

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
