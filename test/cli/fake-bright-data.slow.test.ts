import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { ended, startProcess } from '../support/processes.ts'

const command = fileURLToPath(new URL('../../src/cli/fake-bright-data.ts', import.meta.url))

it('prints how to start Leadstream with it, logs each request and stops on a signal', async () => {
  const server = startProcess(command, ['--port', '0', '--key', 'my-key', '--faults', '0', '--latency', '0'])
  const end = ended(server)
  let shown = ''
  server.stdout?.on('data', (chunk) => {
    shown += chunk
  })
  await expect.poll(() => shown).toContain('Ctrl-C')
  const [, url = '', apiKey = ''] = /BRIGHT_DATA_URL=(\S+) BRIGHT_DATA_API_KEY=(\S+)/.exec(shown) ?? []
  const provider = createBrightData({ url, apiKey })
  const { signal } = new AbortController()
  const urls = ['https://www.linkedin.com/company/acme']
  const id = await provider.trigger({ urls, hook: null, signal })
  expect(await provider.collect(id, signal)).toBeNull()
  server.kill('SIGTERM')
  const { code, stdout } = await end
  expect(code).toBe(0)
  expect(stdout).toMatch(/^POST \/datasets\/v3\/trigger → 200, \d+ ms$/m)
  expect(stdout).toMatch(/^GET \/datasets\/v3\/progress\/s_\w+ → 200, \d+ ms$/m)
})

it('rejects a share of faults above 100 %', async () => {
  const { code, stderr } = await ended(startProcess(command, ['--faults', '101']))
  expect(code).toBe(1)
  expect(stderr).toContain('It must be a whole number from 0 to 100.')
})
