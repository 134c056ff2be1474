import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const call = /\bgraphql\(`([^`]*)`\)/g

/**
 * Puts the text of each operation, with its fragments, in place of `graphql(…)`. A page then loads only its own operations, as text,
 * which urql parses when it needs them; the generated map has the parsed ones of all pages.
 */
export function inlineDocuments(): Plugin {
  let operations: Promise<Record<string, string>> | null = null
  return {
    name: 'inline-documents',
    apply: 'build',
    transform: {
      filter: { id: /\/dashboard\/src\/(?!gql\/).*\.tsx?$/, code: 'graphql(`' },
      async handler(code) {
        operations ??= readFile(new URL('src/gql/operations.json', import.meta.url), 'utf8').then(JSON.parse)
        const texts = await operations
        return code.replaceAll(call, (_call, source: string) => {
          const name = /^\s*(?:query|mutation|subscription) (\w+)/m.exec(source)?.[1]
          // Fragments are part of the operations that use them.
          return name === undefined ? 'undefined' : JSON.stringify(shorten(texts[`${name}Document`]))
        })
      },
    },
  }
}

function shorten(text: string | undefined): string {
  if (text === undefined)
    throw new Error('An operation is missing in operations.json: run `npm run generate:dashboard`.')
  return text.replaceAll(/\s+/g, ' ')
}
