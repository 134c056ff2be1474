import { readFileSync } from 'node:fs'
import { projectFolder } from '../../folders.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

const text = readFileSync(new URL('llms.txt', projectFolder))

/** `/llms.txt`: what this server is, for agents that come across it. */
export function llmsTxtRoute(): Route {
  return {
    owns: (path) => path === '/llms.txt',
    handle(req, res) {
      if (req.method !== 'GET' && req.method !== 'HEAD') {
        res.setHeader('allow', 'GET, HEAD')
        return sendJson(res, 405, { error: 'Use GET to read this file.' })
      }
      res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length })
      res.end(req.method === 'HEAD' ? undefined : text)
    },
  }
}
