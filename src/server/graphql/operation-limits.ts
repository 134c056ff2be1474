import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { GraphQLError, Lexer, Source, TokenKind, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { costOf, searchCost } from '../../graphql/complexity.ts'
import { coerceVariables } from './bounded-errors.ts'

/** Limits of an operation: enough for a full page of everything, and for the introspection queries of common tools. */
export const limits = {
  characters: 100_000,
  tokens: 2_000,
  depth: 12,
  brackets: 100,
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
  const { characters, tokens, depth, brackets, aliases, directives, cost } = limits
  return [
    {
      onParse({ params: { source } }) {
        const text = source instanceof Source ? source.body : String(source)
        if (text.length > characters)
          throw tooLarge('TOO_LONG', `has more than ${characters} characters. Send long values as variables.`)
        // The parser calls itself for each, and the stack is not endless.
        if (bracketsOf(text) > brackets)
          throw tooLarge('TOO_DEEP', `has more than ${brackets} brackets within each other. Send values as variables.`)
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

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/** Returns how many brackets of a document are within each other at most, up to its first syntax error. */
function bracketsOf(text: string): number {
  const lexer = new Lexer(new Source(text))
  let open = 0
  let most = 0
  try {
    for (let read = 0; read < limits.tokens; read++) {
      const { kind } = lexer.advance()
      if (kind === TokenKind.EOF) break
      if (opening.has(kind)) most = Math.max(most, ++open)
      else if (closing.has(kind)) open--
    }
  } catch {
    // The parser reports it.
  }
  return most
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
