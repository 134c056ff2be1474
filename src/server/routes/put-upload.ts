import type { IncomingMessage, ServerResponse } from 'node:http'
import { onBehalfOf } from '../../db/shared-pool.ts'
import { forbidden, unauthenticated } from '../../graphql/context.ts'
import { fileTooLarge, StorageFullError, UnreadableFileError, UploadQuotaExceededError } from '../../uploads/errors.ts'
import { inflated } from '../../uploads/gzip.ts'
import { discardUpload, stageUpload } from '../../uploads/stage.ts'
import { includesScope } from '../../users/scopes.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { authenticateAndCount, requireLive } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { sessionOf } from '../guards/session-cookie.ts'
import { queryOf, type Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

/** `PUT /uploads?fileName=…`: stages the body, plain or gzipped, while it is received. Deletes the upload if the client disconnects before the response. */
export function uploadsRoute(shared: SharedContext, connections: Connections): Route {
  const log = shared.log.child({ part: 'uploads' })
  return {
    owns: (path) => path === '/uploads' || path.startsWith('/uploads/'),
    async handle(req, res, path) {
      try {
        refuseMethod(req, res, path)
        await putUpload(req, res, shared, connections)
      } catch (error) {
        if (res.destroyed || req.socket.destroyed) log.debug({ err: error }, 'uploads: the client disconnected')
        else if (error instanceof UnreadableFileError) {
          const status = error.message === fileTooLarge(shared.config.maxUploadBytes).message ? 413 : 400
          sendError(res, error, log, { status, ...(error.line === null ? {} : { line: error.line }) })
        } else if (error instanceof UploadQuotaExceededError) sendError(res, error, log, { status: 413 })
        else if (error instanceof StorageFullError) {
          log.warn({ err: error }, 'uploads: out of disk space')
          sendError(res, error, log, { status: 507 })
        } else sendError(res, error, log)
      }
    },
  }
}

/** Responds the same whether the upload exists or not. */
function refuseMethod(req: IncomingMessage, res: ServerResponse, path: string): void {
  if (path === '/uploads' && req.method === 'PUT') return
  res.setHeader('allow', path === '/uploads' ? 'PUT' : '')
  throw refusal(
    405,
    'METHOD_NOT_ALLOWED',
    path === '/uploads'
      ? 'Use PUT /uploads?fileName=… to create an upload.'
      : "An upload can't be changed. Use PUT /uploads to create a new one.",
  )
}

async function putUpload(
  req: IncomingMessage,
  res: ServerResponse,
  shared: SharedContext,
  connections: Connections,
): Promise<void> {
  const { pool, config } = shared
  const viewer = await authenticateAndCount(shared, req, { session: sessionOf(config, req) })
  if (!viewer) throw unauthenticated()
  if (!includesScope(viewer.scopes, 'IMPORT')) throw forbidden('IMPORT')
  const isGzip = isGzipped(req, res)
  if (Number(req.headers['content-length'] ?? 0) > config.maxUploadBytes) throw fileTooLarge(config.maxUploadBytes)
  res.once(
    'close',
    connections.add(req, viewer, (reason) => reason === 'revoked' && res.destroy()),
  )
  const upload = await onBehalfOf(viewer.userId, () =>
    stageUpload({ pool, config }, viewer.userId, {
      fileName: queryOf(req).get('fileName') || null,
      content: isGzip ? inflated(bodyOf(req), true) : bodyOf(req),
    }),
  )
  await requireLive(pool, viewer, req).catch(async (error) => {
    await discardUpload(pool, upload)
    throw error
  })
  // The client disconnected and will never learn the id, or the body was longer than its Content-Length.
  if (res.destroyed || req.socket.destroyed) return await discardUpload(pool, upload)
  const { id: uploadId, fileName, byteSize, totalRows, columns, expiresAt } = upload
  sendJson(res, 201, { uploadId, fileName, byteSize: Number(byteSize), totalRows, columns, expiresAt })
}

function isGzipped({ headers }: IncomingMessage, res: ServerResponse): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity'
  if (encoding === 'gzip' || encoding === 'identity') return encoding === 'gzip'
  res.setHeader('accept-encoding', 'gzip, identity')
  throw refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding must be gzip, or absent for an uncompressed file.')
}

/** Keeps the request open if reading stops early, or the response would never arrive. */
function bodyOf(req: IncomingMessage): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => req.iterator({ destroyOnReturn: false }) }
}
