import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pagePolicy } from '../guards/security-headers.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

// Works from src/server and from dist/server.
const built = fileURLToPath(new URL('../../../dist/dashboard/', import.meta.url))
const pages = /^\/($|(sign-in|new-import|imports|lists|credits|block-list|accounts)(\/|$))/
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
// Preferred first.
const encodings = [
  { suffix: '.br', name: 'br' },
  { suffix: '.gz', name: 'gzip' },
] as const

interface Asset {
  readonly headers: Readonly<Record<string, string>>
  readonly plain: Buffer
  readonly compressed: ReadonlyMap<string, Buffer>
}

/**
 * Serves the dashboard at `/` and at the paths of its pages. Its files are read into memory at the start, so that a rebuild doesn't
 * mix old and new files. It owns no path if the dashboard was not built.
 */
export function dashboardRoute(folder = built): Route {
  const assets = existsSync(folder) ? readAssets(folder) : new Map<string, Asset>()
  const page = assets.get('/index.html')
  return {
    owns: (path) => page !== undefined && (pages.test(path) || assets.has(path)),
    handle(req, res, path) {
      const asset = assets.get(path) ?? page
      if (!asset) throw new Error(`There is no asset at ${path}.`)
      if (req.method === 'GET' || req.method === 'HEAD') return send(req, res, asset)
      res.setHeader('allow', 'GET, HEAD')
      sendJson(res, 405, { error: 'Use GET to read a page.' })
    },
  }
}

function readAssets(folder: string): Map<string, Asset> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names
      .filter((name) => extname(name) in types)
      .map((name) => {
        const compressed = encodings
          .filter(({ suffix }) => names.includes(name + suffix))
          .map((encoding) => [encoding.name, readFileSync(folder + name + encoding.suffix)] as const)
        return [`/${name}`, assetOf(name, readFileSync(folder + name), new Map(compressed))] as const
      }),
  )
}

function assetOf(name: string, plain: Buffer, compressed: ReadonlyMap<string, Buffer>): Asset {
  const isHashed = name.startsWith('assets/')
  return {
    plain,
    compressed,
    headers: {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
      ...(name.endsWith('.html') && { 'content-security-policy': pagePolicy }),
    },
  }
}

function send(req: IncomingMessage, res: ServerResponse, { headers, plain, compressed }: Asset): void {
  if (req.headers['if-none-match'] === headers['etag']) {
    res.writeHead(304, headers).end()
    return
  }
  const accepted = String(req.headers['accept-encoding'] ?? '')
  const encoding = encodings.find(({ name }) => compressed.has(name) && accepts(accepted, name))?.name
  const body = compressed.get(encoding ?? '') ?? plain
  res.writeHead(200, { ...headers, 'content-length': body.length, ...(encoding && { 'content-encoding': encoding }) })
  res.end(req.method === 'HEAD' ? undefined : body)
}

function accepts(header: string, encoding: string): boolean {
  const named = new RegExp(`(?:^|,)\\s*${encoding}\\s*(?:;\\s*q=([\\d.]+))?\\s*(?:,|$)`, 'i').exec(header)
  return named !== null && Number(named[1] ?? 1) > 0
}
