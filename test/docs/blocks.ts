import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A code block of a document. */
export interface Block {
  readonly document: string
  readonly language: string
  readonly code: string
}

/** The Markdown documents at the top and in docs/. */
export const documents = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

/** Returns the code blocks of a document that name a language. */
export function blocksOf(document: string): Block[] {
  const blocks = readFileSync(document, 'utf8').matchAll(/^```(\w+)[^\n]*\n(.*?)^```$/gms)
  return [...blocks].map(([, language = '', code = '']) => ({ document, language, code }))
}
