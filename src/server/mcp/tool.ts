import type { ToolAnnotations } from '@modelcontextprotocol/server'
import type * as z from 'zod'
import type { Call } from '../rest/call.ts'

/** A tool of the MCP server, which runs GraphQL operations as the sender of the request. */
export interface Tool {
  readonly name: string
  readonly title: string
  /** For an agent: what has to be true before, what it charges, its limits, and when to ask a person. */
  readonly description: string
  readonly input: z.ZodObject
  readonly annotations: ToolAnnotations
  /** Throws a Refusal for an error. */
  run(call: Call, input: unknown): Promise<unknown>
}

/** Defines a tool whose `run` gets what its schema returns. */
export function tool<Input extends z.ZodObject>(
  definition: Omit<Tool, 'input' | 'run'> & { input: Input; run(call: Call, input: z.output<Input>): Promise<unknown> },
): Tool {
  // The SDK passes what the schema of this tool has parsed.
  return definition as Tool
}

/** Annotations of tools that only read. */
export const reads = { readOnlyHint: true, openWorldHint: false } as const
/** Annotations of tools that add, and repeat nothing when they are called again with the same key. */
export const adds = { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const
