import { type CallToolResult, McpServer } from '@modelcontextprotocol/server'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Log } from '../../log.ts'
import { maskError } from '../errors.ts'
import type { Call } from '../rest/call.ts'
import { Refusal, refusalOf } from '../rest/statuses.ts'
import { importTools } from './import-tools.ts'
import { leadTools } from './lead-tools.ts'

const instructions =
  'Leadstream imports people and companies from files and from Sales Navigator searches into lists. An import costs 1 credit for each new lead, and cannot be repeated for free: preview and simulate first, show the person the mapping and the cost, and start it only when they agree. Errors have a `code`: INSUFFICIENT_CREDITS means stop and ask for credits; FORBIDDEN means that the token lacks `requiredScope`; RATE_LIMITED means wait for the seconds in `retryAfter`.'

/** Creates the MCP server for one request, whose tools run as its sender. They refuse arguments that they don't have: a misspelt one might cost credits. */
export function createMcpServer(call: Call, log: Log): McpServer {
  const info = { name: 'leadstream', title: 'Leadstream', version: packageJson.version }
  const server = new McpServer(info, { instructions, capabilities: { tools: {} } })
  for (const { name, title, description, input, annotations, run } of [...importTools, ...leadTools]) {
    server.registerTool(name, { title, description, inputSchema: input.strict(), annotations }, (args) =>
      resultOf(() => run(call, args), log),
    )
  }
  return server
}

/** Returns the result of a tool as JSON without what is null; an error becomes a result, so that the agent can act on it. */
async function resultOf(run: () => Promise<unknown>, log: Log): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: jsonOf(await run()) }] }
  } catch (error) {
    const { body } = error instanceof Refusal ? error : refusalOf(maskError(error, log))
    return { isError: true, content: [{ type: 'text', text: jsonOf(body) }] }
  }
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, item) => item ?? undefined)
}
