import { type GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Config } from '../../config.ts'

/** Answers no introspection where that is off, and names nothing that was not asked for where the schema is not to be guessed. */
export function useHiddenSchema(config: Pick<Config, 'introspection' | 'production'>): Plugin {
  return {
    onValidate({ addValidationRule }) {
      if (!config.introspection) addValidationRule(NoSchemaIntrospectionCustomRule)
      return ({ result }) => {
        for (const error of result) hideSuggestion(error, config)
      }
    },
  }
}

/** Takes "Did you mean …?" out of an error, where the schema is not to be guessed. */
export function hideSuggestion(
  error: GraphQLError,
  { introspection, production }: Pick<Config, 'introspection' | 'production'>,
): GraphQLError {
  if (production || !introspection) error.message = error.message.replace(/ Did you mean .*\?$/s, '')
  return error
}
