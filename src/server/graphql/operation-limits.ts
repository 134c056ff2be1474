import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { GraphQLError, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { costOf, searchCost } from '../../graphql/complexity.ts'
import { coerceVariables } from './bounded-errors.ts'

/** Limits of an operation: enough for a full page of everything, and for the introspection queries of common tools. */
export const limits = {
  characters: 100_000,
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  directives: 30,
  cost: 250_000,
} as const

const costs = new WeakMap<object, number>()

/** Returns how many values the operation of a request can return; undefined if it was not validated. */
export function costOfRequest(params: object): number | undefined {
  return costs.get(params)
}

/** Rejects operations that are too large on every transport; cheap checks come first. */
export function operationLimits(): Plugin[] {
  const { characters, tokens, depth, aliases, directives, cost } = limits
  return [
    {
      onParse({ params: { source } }) {
        if (source.toString().length <= characters) return
        throw tooLarge('TOO_LONG', `has more than ${characters} characters. Send long values as variables.`)
      },
    },
    maxTokensPlugin({
      n: tokens,
      ...rejectWith(
        'TOO_MANY_TOKENS',
        `has more than ${tokens} tokens. Send data as variables, or split the operation.`,
      ),
    }),
    maxDepthPlugin({
      n: depth,
      flattenFragments: true,
      ...rejectWith(
        'TOO_DEEP',
        `is nested more than ${depth} levels deep. Query the inner parts in a separate operation.`,
      ),
    }),
    maxAliasesPlugin({
      n: aliases,
      allowList: [],
      ...rejectWith('TOO_MANY_ALIASES', `has more than ${aliases} aliases. Split it into several operations.`),
    }),
    maxDirectivesPlugin({
      n: directives,
      ...rejectWith('TOO_MANY_DIRECTIVES', `has more than ${directives} directives. Remove those that you don't need.`),
    }),
    {
      onValidate({ context: { params }, params: { schema, documentAST }, addValidationRule }) {
        addValidationRule(oneIntrospection)
        return ({ valid }) => {
          if (!valid) return
          const { operationName } = params ?? {}
          const variables = coerceVariables(schema, documentAST, params ?? {})
          const requested = costOf(schema, documentAST, { variables, operationName })
          costs.set(params, requested)
          if (requested <= cost) return
          // Thrown, because returned errors are cached for the document, which may cost less with other variables.
          throw tooLarge(
            'TOO_COMPLEX',
            `costs ${requested} values, more than ${cost}: nested page sizes multiply, and a search counts as ${searchCost}, its \`totalCount\` again. Request smaller pages with \`first\`, or run fewer searches.`,
          )
        }
      },
    },
  ]
}

/** Introspection counts as one value, but returns thousands. */
const oneIntrospection: ValidationRule = () => {
  let asked = 0
  return {
    Field({ name }) {
      if (name.value === '__schema' && ++asked > 1)
        throw tooLarge('TOO_COMPLEX', 'requests `__schema` more than once. Request it once.')
    },
  }
}

function rejectWith(code: string, problem: string) {
  return {
    onReject: [
      () => {
        throw tooLarge(code, problem)
      },
    ],
  }
}

/** Like a validation error, it is a result with status 200 for application/json and event streams, and has status 400 otherwise. */
function tooLarge(code: string, problem: string): GraphQLError {
  return new GraphQLError(`The operation ${problem}`, { extensions: { code, http: { status: 400, spec: true } } })
}
