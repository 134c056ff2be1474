import { SaxesParser } from 'saxes'
import { damaged } from '../damaged.ts'
import { decoderOf } from './xml-text.ts'

/** An element of a small part, by local names. */
export interface Element {
  name: string
  parent: string
  attributes: ReadonlyMap<string, string>
}

/** Spreadsheet programs write a dozen levels, at most 64,000 cell formats, and a dozen attributes. */
const maxDepth = 64
const maxElements = 500_000
const maxAttributes = 1_000

/** Returns the elements of a small part in order. Throws UnreadableFileError. */
export function elementsOf(part: Buffer): Element[] {
  const parser = new SaxesParser({ position: false })
  const elements: Element[] = []
  const open: string[] = []
  parser.on('doctype', () => {
    throw damaged('one of its parts declares a document type, which no spreadsheet does')
  })
  let attributeCount = 0
  parser.on('attribute', () => {
    if (++attributeCount > maxAttributes) throw damaged('one of its parts has an element with too many attributes')
  })
  parser.on('opentag', ({ name, attributes }) => {
    attributeCount = 0
    if (open.length >= maxDepth) throw damaged('one of its parts is nested too deeply')
    if (elements.length >= maxElements) throw damaged('one of its parts has too many elements')
    const named = Object.entries(attributes).map(([key, value]) => [localName(key), value] as const)
    elements.push({ name: localName(name), parent: open.at(-1) ?? '', attributes: new Map(named) })
    open.push(localName(name))
  })
  parser.on('closetag', () => void open.pop())
  parser.write(decoderOf(part).decode(part)).close()
  return elements
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
