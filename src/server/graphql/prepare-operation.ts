import type { IncomingMessage } from 'node:http'
import { type ExecutionArgs, type GraphQLError, getOperationAST } from 'graphql'
import type { Context } from '../../graphql/context.ts'
import { refusal } from '../errors.ts'
import type { Engine } from './engine.ts'

/** An operation as a client sends it. */
export interface OperationParams {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: Record<string, unknown> | null
}

type Enveloped = ReturnType<Engine['getEnveloped']>

/** A valid operation, with the functions that run it. */
export interface PreparedOperation extends Pick<Enveloped, 'execute' | 'subscribe'> {
  readonly args: ExecutionArgs
}

/** Parses and validates an operation that did not come by HTTP, with all limits; `isOwn` says that this server wrote the document. Returns its errors if it is invalid; throws for a syntax error. */
export async function prepareOperation(
  engine: Engine,
  request: Pick<Context, 'viewer' | 'origin'> & { req?: IncomingMessage; isOwn?: boolean },
  params: OperationParams,
): Promise<PreparedOperation | readonly GraphQLError[]> {
  const { parse, validate, contextFactory, schema, execute, subscribe } = engine.getEnveloped({ ...request, params })
  const document = parse(params.query)
  const errors: readonly GraphQLError[] = validate(schema, document)
  if (errors.length > 0) return errors
  if (!getOperationAST(document, params.operationName)) {
    return [refusal(400, 'OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.')]
  }
  const args: ExecutionArgs = {
    schema,
    document,
    operationName: params.operationName ?? null,
    variableValues: params.variables ?? null,
    contextValue: await contextFactory(),
  }
  return { args, execute, subscribe }
}
