import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import pLimit from 'p-limit'
import { hookPath, isExpected, receiveResults } from '../../enrichment/result-webhook.ts'
import { refusal, sendError } from '../errors.ts'
import { readBytes, takeSlot, tooLarge } from '../graphql/request-body.ts'
import type { SharedContext } from '../graphql/yoga.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

const maxBody = 100_000_000
const maxText = 300_000_000
/** A body is in memory three times, as bytes, text and values, so few are read at once. */
const maxBodies = 2

const inflate = promisify(gunzip)

/**
 * Where the provider of company data sends the results of a batch of itself, each to its own address with its own secret. Whatever
 * it does not take is answered by the same 404; the results are asked for then.
 */
export function resultsRoute({
  pool,
  companies: provider,
  rates,
  log: parent,
}: Pick<SharedContext, 'pool' | 'companies' | 'rates' | 'log'>): Route {
  const log = parent.child({ part: 'results' })
  const bodies = pLimit(maxBodies)
  return {
    owns: (path) => path.startsWith(hookPath),
    async handle(req, res, path) {
      try {
        if (req.method !== 'POST') {
          res.setHeader('allow', 'POST')
          throw refusal(405, 'METHOD_NOT_ALLOWED', 'Results are sent by POST.')
        }
        await rates.count(req, null)
        const batchId = path.slice(hookPath.length)
        const { authorization } = req.headers
        if (!(await isExpected(pool, batchId, authorization))) throw notAwaited()
        await takeSlot(bodies, res)
        const body = await parse(await readBytes(req, maxBody))
        if (!(await receiveResults({ pool, provider }, batchId, authorization, body))) throw notAwaited()
        sendJson(res, 200, {})
      } catch (error) {
        if (req.socket.destroyed) log.debug({ err: error }, 'results: the sender went away')
        else sendError(res, error, log)
      }
    },
  }
}

function notAwaited() {
  return refusal(404, 'NOT_FOUND', 'Nobody waits for these results.')
}

/** The value of a body of JSON, compressed or not; undefined where it holds none. */
async function parse(body: Buffer): Promise<unknown> {
  // A proxy may inflate a body and leave its header: the first bytes tell.
  const isCompressed = body[0] === 0x1f && body[1] === 0x8b
  try {
    const text = isCompressed ? await inflate(body, { maxOutputLength: maxText }) : body
    return JSON.parse(text.toString('utf8'))
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxText)
    return undefined
  }
}
