import type { Plugin } from 'graphql-yoga'

/** Removes lone surrogates, which Postgres can't store, from the strings of all variables. Literals can't contain any. */
export function useWellFormedVariables(): Plugin {
  return {
    onExecute: ({ args }) => clean(args.variableValues),
    onSubscribe: ({ args }) => clean(args.variableValues),
  }
}

/** Cleans the strings in a JSON value, in place. */
function clean(value: unknown): void {
  const waiting: object[] = isContainer(value) ? [value] : []
  for (let container = waiting.pop(); container !== undefined; container = waiting.pop()) {
    for (const [key, item] of Object.entries(container)) {
      if (isContainer(item)) waiting.push(item)
      else if (typeof item === 'string' && loneSurrogate.test(item)) {
        Reflect.set(container, key, item.replace(loneSurrogates, ''))
      }
    }
  }
}

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu

/** Returns whether a value is an array or a plain object; an uploaded file is neither. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
