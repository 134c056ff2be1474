import { afterAll, expect } from 'vitest'
import type { Config } from '../../src/config.ts'

/** What no line of a log may hold, whoever wrote it. */
const shapes: Readonly<Record<string, RegExp>> = {
  'a token': /ls_[\w-]{43}/,
  'a bearer token': /bearer (?![<[])\S+/i,
  'a password in a URL': /:\/\/[^\s/"\\@]+:[^\s/"\\@]+@/,
  'a signature': /signature=[\w-]{8}/,
  'an e-mail': /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]+)*\.[a-z]{2,}/i,
}

/** Where a log goes that is searched for secrets. */
export interface WatchedLog {
  write(text: string): void
}

const searches = new Set<() => void>()
const leaks: string[] = []

// This file is set up before each test file: here a hook is heard, whoever starts to watch later, and it comes last.
afterAll(() => {
  for (const search of searches) search()
  expect(leaks).toEqual([])
})

/** Watches what is written until the tests of the file are over, which fail where it holds a secret, or one of a configuration. */
export function watchLog(config: Partial<Config> = {}): WatchedLog {
  const secrets = secretsOf(config)
  let text = ''
  const search = () => {
    leaks.push(...leaksIn(text, secrets))
    text = ''
  }
  searches.add(search)
  return {
    write(more) {
      text += more
      if (text.length > 4_000_000) search()
    },
  }
}

function secretsOf({ unipile, brightData, unipileWebhookSecret, databaseUrl }: Partial<Config>): string[] {
  const password = databaseUrl ? new URL(databaseUrl).password : null
  return [unipile?.apiKey, brightData?.apiKey, unipileWebhookSecret, password].flatMap((secret) => secret || [])
}

/** The secrets in the lines of a log, the first of each kind with what stands around it; what is no log does not count. */
function leaksIn(text: string, secrets: readonly string[]): string[] {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .join('\n')
  const found = (what: string, at: number) =>
    at < 0 ? [] : [`${what}: ${lines.slice(Math.max(0, at - 300), at + 200)}`]
  return [
    ...Object.entries(shapes).flatMap(([what, shape]) => found(what, lines.search(shape))),
    ...secrets.flatMap((secret) => found('a secret of the configuration', lines.indexOf(secret))),
  ]
}
