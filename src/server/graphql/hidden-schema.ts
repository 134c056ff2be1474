import { type GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Config } from '../../config.ts'

/** Disables introspection if configured so, and removes suggestions from errors if the schema is not public. */
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

/** Removes "Did you mean …?" from an error if the schema is not public. */
export function hideSuggestion(
  error: GraphQLError,
  { introspection, production }: Pick<Config, 'introspection' | 'production'>,
): GraphQLError {
  if (production || !introspection) error.message = error.message.replace(/ Did you mean .*\?$/s, '')
  return error
}
