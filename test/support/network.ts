import type { Page, WebSocketRoute } from 'playwright-core'

/** Called with the traffic between a page and the server, which waits for them; the messages of the socket keep their order. */
interface Hooks {
  /** Before a request reaches the server; `operation` is its name. */
  request?(operation: string): Promise<void>
  /** Before its response reaches the page. */
  response?(operation: string): Promise<void>
  /** Before a message of the page reaches the server. */
  sent?(message: string): Promise<void>
  /** Before a message of the server reaches the page. */
  received?(message: string): Promise<void>
  /** After a message of the server has reached the page. */
  delivered?(message: string): Promise<void>
}

/** The connection of a page whose traffic is intercepted. */
export interface Network {
  /** Closes the socket like a server that is restarting. */
  dropSocket(): Promise<void>
}

/** Intercepts the GraphQL requests and the socket of a page; call it before the page is opened. */
export async function intercept(page: Page, hooks: Hooks): Promise<Network> {
  let socket: WebSocketRoute | null = null
  await page.route('**/graphql', async (route) => {
    const [, operation = ''] = /"operationName":"(\w+)"/.exec(route.request().postData() ?? '') ?? []
    try {
      await hooks.request?.(operation)
      const response = await route.fetch()
      await hooks.response?.(operation)
      await route.fulfill({ response })
    } catch {
      // The page was closed or reloaded.
    }
  })
  await page.routeWebSocket('**/graphql', (opened) => {
    const server = opened.connectToServer()
    socket = opened
    opened.onMessage(inOrder(hooks.sent, (message) => server.send(message)))
    server.onMessage(
      inOrder(hooks.received, (message) => {
        opened.send(message)
        void hooks.delivered?.(String(message))
      }),
    )
  })
  return {
    async dropSocket() {
      await socket?.close({ code: 1012 })
    },
  }
}

function inOrder(hook: ((message: string) => Promise<void>) | undefined, pass: (message: string | Buffer) => void) {
  let queue = Promise.resolve()
  return (message: string | Buffer) => {
    queue = queue.then(() => hook?.(String(message))).then(() => pass(message))
  }
}
