import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'

const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path))

/** Whether Redis is installed (Debian: `apt-get install redis-server`). */
export const hasRedis = program !== undefined

/** A Redis that stores nothing. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

/** Starts Redis on a port, by default on a free one. */
export async function startRedis(port?: number): Promise<RedisServer> {
  if (program === undefined) throw new Error('Redis is not installed.')
  const chosen = port ?? (await freePort())
  const options = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ]
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => line.includes('Ready to accept connections') && resolve())
    void exited.then(() => reject(new Error('Redis did not start.')))
  })
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
