import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pagePolicy } from '../guards/security-headers.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

// From src/server as well as from dist/server.
const built = fileURLToPath(new URL('../../../dist/dashboard/', import.meta.url))
const pages = /^\/($|(sign-in|new-import|imports|lists|credits|block-list|accounts)(\/|$))/
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
// The best one first.
const encodings = [
  { suffix: '.br', name: 'br' },
  { suffix: '.gz', name: 'gzip' },
] as const

interface Asset {
  readonly headers: Readonly<Record<string, string>>
  readonly plain: Buffer
  readonly packed: ReadonlyMap<string, Buffer>
}

/**
 * The dashboard at `/` and at the paths of its pages, as it was built before the start. It is held in memory, so a build anew changes
 * nothing for who looks at the old one. Where it was not built, it owns no path.
 */
export function dashboardRoute(folder = built): Route {
  const assets = existsSync(folder) ? readAssets(folder) : new Map<string, Asset>()
  const page = assets.get('/index.html')
  return {
    owns: (path) => page !== undefined && (pages.test(path) || assets.has(path)),
    handle(req, res, path) {
      const asset = assets.get(path) ?? page
      if (!asset) throw new Error(`No asset is at ${path}.`)
      if (req.method === 'GET' || req.method === 'HEAD') return send(req, res, asset)
      res.setHeader('allow', 'GET, HEAD')
      sendJson(res, 405, { error: 'A page is read by GET.' })
    },
  }
}

function readAssets(folder: string): Map<string, Asset> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names
      .filter((name) => extname(name) in types)
      .map((name) => {
        const packed = encodings
          .filter(({ suffix }) => names.includes(name + suffix))
          .map((encoding) => [encoding.name, readFileSync(folder + name + encoding.suffix)] as const)
        return [`/${name}`, assetOf(name, readFileSync(folder + name), new Map(packed))] as const
      }),
  )
}

function assetOf(name: string, plain: Buffer, packed: ReadonlyMap<string, Buffer>): Asset {
  const isHashed = name.startsWith('assets/')
  return {
    plain,
    packed,
    headers: {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
      ...(name.endsWith('.html') && { 'content-security-policy': pagePolicy }),
    },
  }
}

function send(req: IncomingMessage, res: ServerResponse, { headers, plain, packed }: Asset): void {
  if (req.headers['if-none-match'] === headers['etag']) {
    res.writeHead(304, headers).end()
    return
  }
  const accepted = String(req.headers['accept-encoding'] ?? '')
  const encoding = encodings.find(({ name }) => packed.has(name) && accepts(accepted, name))?.name
  const body = packed.get(encoding ?? '') ?? plain
  res.writeHead(200, { ...headers, 'content-length': body.length, ...(encoding && { 'content-encoding': encoding }) })
  res.end(req.method === 'HEAD' ? undefined : body)
}

function accepts(header: string, encoding: string): boolean {
  const named = new RegExp(`(?:^|,)\\s*${encoding}\\s*(?:;\\s*q=([\\d.]+))?\\s*(?:,|$)`, 'i').exec(header)
  return named !== null && Number(named[1] ?? 1) > 0
}
