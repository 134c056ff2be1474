import type { Config } from '../../src/config.ts'

/** Patterns that no log line may contain. */
const shapes: Readonly<Record<string, RegExp>> = {
  'a token': /ls_[\w-]{43}/,
  'a bearer token': /bearer (?![<[])\S+/i,
  'a password in a URL': /:\/\/[^\s/"\\@]+:[^\s/"\\@]+@/,
  'a signature': /signature=[\w-]{8}/,
  'an e-mail': /[\w.+-]@[\w-]{1,64}(?:\.[\w-]+)*\.[a-z]{2,}/i,
}

/** A log destination that is searched for secrets. */
export interface WatchedLog {
  write(text: string): void
}

const searches = new Set<() => void>()
const leaks: string[] = []

/** Returns the secrets found in the logs that were watched since the last call. */
export function findLeaks(): string[] {
  for (const search of searches) search()
  searches.clear()
  return leaks.splice(0)
}

/** Returns a log destination; the file's tests fail if it receives a secret of any known shape or of `config`. */
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

/** Returns the first secret of each kind in the log lines of a text, with its context. */
function leaksIn(text: string, secrets: readonly string[]): string[] {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .join('\n')
  const found = (what: string, at: number) =>
    at < 0 ? [] : [`${what}: ${lines.slice(Math.max(0, at - 300), at + 200)}`]
  return [
    ...Object.entries(shapes).flatMap(([what, shape]) => found(what, lines.search(shape))),
    ...secrets.flatMap((secret) => found('a configured secret', lines.indexOf(secret))),
  ]
}
