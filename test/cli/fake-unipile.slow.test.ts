import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createUnipile } from '../../src/providers/sales-nav/unipile/unipile.ts'
import { ended, startProcess } from '../support/processes.ts'

const command = fileURLToPath(new URL('../../src/cli/fake-unipile.ts', import.meta.url))

it('prints how to start Leadstream with it, logs each request and stops on a signal', async () => {
  const server = startProcess(command, ['--port', '0', '--key', 'my-key', '--faults', '0', '--latency', '0'])
  const end = ended(server)
  let shown = ''
  server.stdout?.on('data', (chunk) => {
    shown += chunk
  })
  await expect.poll(() => shown).toContain('Ctrl-C')
  const [, url = '', apiKey = ''] = /UNIPILE_URL=(\S+) UNIPILE_API_KEY=(\S+)/.exec(shown) ?? []
  expect(await createUnipile({ url, apiKey }).findAccount('fake-account')).toMatchObject({ status: 'OK' })
  server.kill('SIGTERM')
  const { code, stdout } = await end
  expect(code).toBe(0)
  expect(stdout).toMatch(/^GET \/api\/v1\/accounts → 200, \d+ ms$/m)
  expect(stdout).toMatch(/^GET \/api\/v1\/users\/me fake-account → 200, \d+ ms$/m)
})

it('rejects a share of faults above 100 %', async () => {
  const { code, stderr } = await ended(startProcess(command, ['--faults', '101']))
  expect(code).toBe(1)
  expect(stderr).toContain('It must be a whole number from 0 to 100.')
})
