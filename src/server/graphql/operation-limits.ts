import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { GraphQLError, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { costOf } from '../../graphql/complexity.ts'

/** The largest operation that is run: room for a full page of everything, and for the introspection of any tool. */
export const limits = {
  characters: 100_000,
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  directives: 30,
  cost: 250_000,
} as const

/** Refuses operations that ask for too much, at whichever door, each check before the next dearer one. */
export function operationLimits(): Plugin[] {
  const { characters, tokens, depth, aliases, directives, cost } = limits
  return [
    {
      onParse({ params: { source } }) {
        if (source.toString().length <= characters) return
        throw tooMuch('TOO_LONG', `has more than ${characters} characters. Send what is long as variables.`)
      },
    },
    maxTokensPlugin({
      n: tokens,
      ...refusing(
        'TOO_MANY_TOKENS',
        `has more than ${tokens} tokens. Send data as variables, and parts of it on their own.`,
      ),
    }),
    maxDepthPlugin({
      n: depth,
      flattenFragments: true,
      ...refusing(
        'TOO_DEEP',
        `is nested more than ${depth} levels deep. Ask for the inner parts by an operation of their own.`,
      ),
    }),
    maxAliasesPlugin({
      n: aliases,
      allowList: [],
      ...refusing('TOO_MANY_ALIASES', `has more than ${aliases} aliases. Spread them over several operations.`),
    }),
    maxDirectivesPlugin({
      n: directives,
      ...refusing('TOO_MANY_DIRECTIVES', `has more than ${directives} directives. Leave out what you do not need.`),
    }),
    {
      onValidate({ context: { params }, params: { schema, documentAST }, addValidationRule }) {
        addValidationRule(oneIntrospection)
        return ({ valid }) => {
          if (!valid || costOf(schema, documentAST, params ?? {}) <= cost) return
          // Thrown: errors that are returned are kept for the document, which may cost less with other variables.
          throw tooMuch(
            'TOO_COMPLEX',
            `could answer more than ${cost} values: the sizes of nested pages multiply. Ask for smaller pages with \`first\`.`,
          )
        }
      },
    },
  ]
}

/** What describes the schema counts as one value, and is thousands. */
const oneIntrospection: ValidationRule = () => {
  let asked = 0
  return {
    Field({ name }) {
      if (name.value === '__schema' && ++asked > 1) throw tooMuch('TOO_COMPLEX', 'asks for the schema twice. Ask once.')
    },
  }
}

function refusing(code: string, why: string) {
  return {
    onReject: [
      () => {
        throw tooMuch(code, why)
      },
    ],
  }
}

/** Like what fails to validate, it is an answer to whoever expects application/json or events, and the status of any other. */
function tooMuch(code: string, why: string): GraphQLError {
  return new GraphQLError(`The operation ${why}`, { extensions: { code, http: { status: 400, spec: true } } })
}
