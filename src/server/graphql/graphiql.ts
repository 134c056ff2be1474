import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { preflightHeaders } from '../guards/csrf.ts'
import { policyOf } from '../guards/security-headers.ts'
import { starters } from './graphiql-tabs.ts'

// The page carries everything that it needs; the browser holds it to that.
const policy = policyOf({
  'default-src': "'none'",
  'script-src': "'unsafe-inline' blob:",
  'worker-src': 'blob:',
  'style-src': "'unsafe-inline'",
  'img-src': 'data: blob:',
  'font-src': 'data:',
  'connect-src': "'self'",
})

let rendered: Promise<Buffer> | undefined

/** Tells whether a person's browser asks, and no program. */
export function wantsPage(req: IncomingMessage): boolean {
  return req.method === 'GET' && (req.headers.accept ?? '').includes('text/html')
}

/** Sends GraphiQL with a starter operation in each tab; nothing in it comes from another host. */
export async function sendGraphiQL(req: IncomingMessage, res: ServerResponse): Promise<void> {
  rendered ??= render()
  const packed = await rendered
  const takesGzip = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))
  res.appendHeader('vary', 'Accept, Accept-Encoding')
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    ...(takesGzip && { 'content-encoding': 'gzip' }),
  })
  res.end(takesGzip ? packed : await promisify(gunzip)(packed))
}

// Takes a token from the fragment, which never leaves the browser, and keeps it for as long as the browser's tab is open.
const boot = `(root, options) => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? sessionStorage.getItem('leadstream-token')
  if (token) {
    sessionStorage.setItem('leadstream-token', token)
    history.replaceState(null, '', location.pathname)
    options.additionalHeaders.Authorization = 'Bearer ' + token
  } else {
    options.headers = JSON.stringify({ Authorization: 'Bearer ' }, null, 2)
    for (const tab of options.defaultTabs) tab.headers = options.headers
  }
  YogaGraphiQL.renderYogaGraphiQL(root, options)
}`

// A press on a tab counts as the beginning of a drag, which moved the tab away before the click arrived.
const stillTabs = '<style>.graphiql-tab { transform: none !important }</style>'

async function render(): Promise<Buffer> {
  // Nine megabytes that a process needs once somebody looks.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({
    title: 'Leadstream',
    endpoint: '/graphql',
    subscriptionsProtocol: 'SSE',
    defaultEditorToolsVisibility: 'headers',
    additionalHeaders: { [preflightHeaders[0]]: '1' },
    defaultTabs: starters.map(({ query, variables }) => ({
      query,
      variables: variables ? JSON.stringify(variables, null, 2) : '',
    })),
  })
  const page = html.replace('</head>', `${stillTabs}</head>`)
  const call = 'YogaGraphiQL.renderYogaGraphiQL('
  const at = page.lastIndexOf(call)
  return promisify(gzip)(`${page.slice(0, at)}(${boot})(${page.slice(at + call.length)}`)
}
