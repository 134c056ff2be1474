import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { csrfHeaders } from '../guards/csrf.ts'
import { policyOf } from '../guards/security-headers.ts'
import { sendPage } from '../send-page.ts'
import { tabs } from './graphiql-tabs.ts'

// The page is self-contained, and this policy enforces it.
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

/** Sends GraphiQL with a document of docs/operations/ in each tab; it loads nothing from other hosts. */
export async function sendGraphiQL(req: IncomingMessage, res: ServerResponse): Promise<void> {
  rendered ??= render()
  await sendPage(req, res, { compressed: await rendered, policy })
}

// Reads a token from the URL fragment, which never leaves the browser, and keeps it until the browser tab is closed.
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

// GraphiQL treats a press on a tab as the start of a drag, which moves the tab before the click arrives.
const stillTabs = '<style>.graphiql-tab { transform: none !important }</style>'

async function render(): Promise<Buffer> {
  // Loaded on first use, because it takes nine megabytes.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({
    title: 'Leadstream',
    endpoint: '/graphql',
    subscriptionsProtocol: 'SSE',
    defaultEditorToolsVisibility: 'headers',
    additionalHeaders: { [csrfHeaders[0]]: '1' },
    defaultTabs: tabs.map(({ query, variables }) => ({
      query,
      variables: variables ? JSON.stringify(variables, null, 2) : '',
    })),
  })
  const page = html.replace('</head>', `${stillTabs}</head>`)
  const call = 'YogaGraphiQL.renderYogaGraphiQL('
  const at = page.lastIndexOf(call)
  return promisify(gzip)(`${page.slice(0, at)}(${boot})(${page.slice(at + call.length)}`)
}
