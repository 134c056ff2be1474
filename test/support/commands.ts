import { StringDecoder } from 'node:string_decoder'
import { vi } from 'vitest'
import { runCommand } from '../../src/cli/program.ts'
import type { Ended } from './processes.ts'

/** Runs a command in this process, which takes a fraction of the time of another one; `env` adds to our environment. */
export async function runHere(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  const handlers = process.listeners('SIGINT')
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const writes = (['stdout', 'stderr'] as const).map((stream) => {
    const decoder = new StringDecoder()
    return vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      printed[stream] += typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
      return true
    })
  })
  try {
    await runCommand(args)
    return { code: Number(process.exitCode ?? 0), ...printed }
  } finally {
    for (const write of writes) write.mockRestore()
    for (const handler of process.listeners('SIGINT')) {
      if (!handlers.includes(handler)) process.removeListener('SIGINT', handler)
    }
    process.exitCode = undefined
    vi.unstubAllEnvs()
  }
}
