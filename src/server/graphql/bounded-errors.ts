import type { DocumentNode } from 'graphql'
import { GraphQLError, type GraphQLSchema, getOperationAST, getVariableValues, validate } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { shortened } from '../../errors.ts'

/** Errors that a document is answered with at most; one more says that there are others. */
const maxErrors = 5
/** Places that an error points to at most. Each is found by counting lines from the start of the document. */
const maxPlaces = 5

/** Limits the number and the size of the errors of a document, because each quotes what the sender wrote. */
export function useBoundedErrors(): Plugin {
  return {
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules, typeInfo, options) =>
        validate(schema, document, rules, { ...options, maxErrors }, typeInfo).map(bounded),
      )
    },
  }
}

function bounded(error: GraphQLError): GraphQLError {
  const { message, nodes, originalError, extensions } = error
  if (nodes === undefined || nodes.length <= maxPlaces) {
    error.message = shortened(message)
    return error
  }
  return new GraphQLError(shortened(message), { nodes: nodes.slice(0, maxPlaces), originalError, extensions })
}

/**
 * Returns the values of an operation's variables. Throws `BAD_USER_INPUT` for the first that does not fit; graphql-js would go on
 * and print the whole value with each of its errors.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  params: { variables?: Record<string, unknown> | null | undefined; operationName?: string | null | undefined },
): Record<string, unknown> {
  const definitions = getOperationAST(document, params.operationName)?.variableDefinitions ?? []
  const { coerced, errors: [error] = [] } = getVariableValues(schema, definitions, params.variables ?? {}, {
    maxErrors: 1,
  })
  if (error === undefined) return coerced ?? {}
  const { message, nodes } = error
  throw new GraphQLError(shortened(message), {
    ...(nodes && { nodes }),
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
  })
}
