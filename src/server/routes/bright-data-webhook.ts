import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import pLimit from 'p-limit'
import { hookPath, isExpected, receiveResults } from '../../enrichment/result-webhook.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { readBytes, tooLarge } from '../graphql/request-body.ts'
import { takeSlot } from '../guards/large-bodies.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

const maxBody = 100_000_000
const maxText = 300_000_000
/** A body is in memory three times, as bytes, text and values, so few are read at once. */
const maxBodies = 2

const inflate = promisify(gunzip)

/**
 * Receives the results of a batch from the provider of company data, each at its own URL with its own secret. Everything
 * unexpected gets the same 404; those results are polled for instead.
 */
export function brightDataWebhookRoute({
  pool,
  companies: provider,
  rates,
  log: parent,
}: Pick<SharedContext, 'pool' | 'companies' | 'rates' | 'log'>): Route {
  const log = parent.child({ part: 'bright-data-webhook' })
  const bodies = pLimit(maxBodies)
  return {
    owns: (path) => path.startsWith(hookPath),
    async handle(req, res, path) {
      try {
        if (req.method !== 'POST') {
          res.setHeader('allow', 'POST')
          throw refusal(405, 'METHOD_NOT_ALLOWED', 'Send results with POST.')
        }
        await rates.count(req, null)
        const batchId = path.slice(hookPath.length)
        const { authorization } = req.headers
        if (!(await isExpected(pool, batchId, authorization))) throw notExpected()
        await takeSlot(bodies, res)
        const body = await parse(await readBytes(req, maxBody))
        if (!(await receiveResults({ pool, provider }, batchId, authorization, body))) throw notExpected()
        sendJson(res, 200, {})
      } catch (error) {
        if (req.socket.destroyed) log.debug({ err: error }, 'webhook: the sender disconnected')
        else sendError(res, error, log)
      }
    },
  }
}

function notExpected() {
  return refusal(404, 'NOT_FOUND', 'No results are expected here.')
}

/** Returns the value of a JSON body, compressed or not, or undefined if it is not JSON. */
async function parse(body: Buffer): Promise<unknown> {
  // Checked by its first bytes, because a proxy may decompress a body and keep the header.
  const isCompressed = body[0] === 0x1f && body[1] === 0x8b
  try {
    const text = isCompressed ? await inflate(body, { maxOutputLength: maxText }) : body
    return JSON.parse(text.toString('utf8'))
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxText)
    return undefined
  }
}
