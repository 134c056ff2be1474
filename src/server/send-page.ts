import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Returns whether a browser requests a page. */
export function wantsPage(req: IncomingMessage): boolean {
  return req.method === 'GET' && (req.headers.accept ?? '').includes('text/html')
}

/** Sends a gzipped page under its Content-Security-Policy, uncompressed if the browser asks for that. */
export async function sendPage(
  req: IncomingMessage,
  res: ServerResponse,
  { compressed, policy }: { compressed: Buffer; policy: string },
): Promise<void> {
  const takesGzip = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))
  res.appendHeader('vary', 'Accept, Accept-Encoding')
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    ...(takesGzip && { 'content-encoding': 'gzip' }),
  })
  res.end(takesGzip ? compressed : await promisify(gunzip)(compressed))
}
