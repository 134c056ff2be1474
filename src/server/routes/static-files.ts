import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { sendJson } from '../send-json.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}
// Preferred first.
const encodings = [
  { suffix: '.br', name: 'br' },
  { suffix: '.gz', name: 'gzip' },
] as const

/** A file with the headers of its response, as it is and by its encodings. */
export interface Asset {
  readonly headers: Readonly<Record<string, string>>
  readonly plain: Buffer
  readonly compressed: ReadonlyMap<string, Buffer>
}

type Assets = ReadonlyMap<string, Asset>

/** By folder; the servers of one process, such as those of tests, share them. */
const read = new Map<string, Assets>()

/**
 * Returns the files of a folder by their paths, such as `/index.html`; none if there is no folder. They are read into memory, once,
 * so that a rebuild doesn't mix old and new files. Pages get this Content-Security-Policy.
 */
export function readAssets(folder: string, policy: string): Assets {
  const assets = read.get(folder) ?? readFolder(folder, policy)
  read.set(folder, assets)
  return assets
}

function readFolder(folder: string, policy: string): Assets {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names
      .filter((name) => extname(name) in types)
      .map((name) => {
        const compressed = encodings
          .filter(({ suffix }) => names.includes(name + suffix))
          .map((encoding) => [encoding.name, readFileSync(folder + name + encoding.suffix)] as const)
        return [`/${name}`, assetOf(name, readFileSync(folder + name), new Map(compressed), policy)] as const
      }),
  )
}

function assetOf(name: string, plain: Buffer, compressed: ReadonlyMap<string, Buffer>, policy: string): Asset {
  const isHashed = name.startsWith('assets/')
  return {
    plain,
    compressed,
    headers: {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
      ...(name.endsWith('.html') && { 'content-security-policy': policy }),
    },
  }
}

/** Sends a file, compressed if the client accepts it; with status 404, always the whole file. */
export function sendAsset(
  req: IncomingMessage,
  res: ServerResponse,
  { headers, plain, compressed }: Asset,
  status: 200 | 404 = 200,
): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD')
    sendJson(res, 405, { error: 'Use GET to read a page.' })
    return
  }
  if (status === 200 && req.headers['if-none-match'] === headers['etag']) {
    res.writeHead(304, headers).end()
    return
  }
  const accepted = String(req.headers['accept-encoding'] ?? '')
  const encoding = encodings.find(({ name }) => compressed.has(name) && accepts(accepted, name))?.name
  const body = compressed.get(encoding ?? '') ?? plain
  res.writeHead(status, {
    ...headers,
    'content-length': body.length,
    ...(encoding && { 'content-encoding': encoding }),
  })
  res.end(req.method === 'HEAD' ? undefined : body)
}

function accepts(header: string, encoding: string): boolean {
  const named = new RegExp(`(?:^|,)\\s*${encoding}\\s*(?:;\\s*q=([\\d.]+))?\\s*(?:,|$)`, 'i').exec(header)
  return named !== null && Number(named[1] ?? 1) > 0
}
