import { type DocumentNode, Kind, visit } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** The argument whose reader removes NUL characters itself, as from any file, and warns of them. */
const file = 'csvText'

/**
 * Removes what Postgres can't store, NUL characters and lone surrogates, from all strings in variables and in the document, and from
 * variables the `__typename`s of objects that came from a response, such as the mapping of a preview.
 */
export function useStorableText(): Plugin {
  const clean = ({ args }: { args: { document: DocumentNode } }) => {
    args.document = withCleanLiterals(args.document)
  }
  return {
    // Before variables are checked, for which `__typename` is an unknown field.
    onParse: ({ context: { params } }) => cleanVariables(params?.variables),
    onExecute: clean,
    onSubscribe: clean,
  }
}

/** Cleans a JSON value in place. */
function cleanVariables(value: unknown): void {
  const waiting: object[] = isContainer(value) ? [value] : []
  for (let container = waiting.pop(); container !== undefined; container = waiting.pop()) {
    for (const key of Object.keys(container)) {
      const item: unknown = Reflect.get(container, key)
      if (key === '__typename' && container !== value) Reflect.deleteProperty(container, key)
      else if (isContainer(item)) waiting.push(item)
      else if (typeof item === 'string') {
        const text = storable(item, key)
        if (text !== item) Reflect.set(container, key, text)
      }
    }
  }
}

const mayHoldNul = /\0|\\u0000|\\u\{0+\}/

/** Returns the document with clean literals, which can't contain lone surrogates. */
export function withCleanLiterals(document: DocumentNode): DocumentNode {
  if (!mayHoldNul.test(document.loc?.source.body ?? '')) return document
  let name = ''
  const enter = (node: { name: { value: string } }) => {
    name = node.name.value
  }
  return visit(document, {
    [Kind.ARGUMENT]: enter,
    [Kind.OBJECT_FIELD]: enter,
    [Kind.STRING]: (node) => ({ ...node, value: storable(node.value, name) }),
  })
}

/** Returns a text without what Postgres can't store. */
export function storableText(text: string): string {
  const paired = withoutLoneSurrogates(text)
  return paired.includes('\0') ? paired.replaceAll('\0', '') : paired
}

function storable(text: string, name: string): string {
  return name === file ? withoutLoneSurrogates(text) : storableText(text)
}

function withoutLoneSurrogates(text: string): string {
  return text.isWellFormed() ? text : text.replace(loneSurrogates, '')
}

const loneSurrogates = /\p{Surrogate}/gu

/** Returns whether a value is an array or a plain object; an uploaded file is neither. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
