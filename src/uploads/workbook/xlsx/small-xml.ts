import { SaxesParser } from 'saxes'
import { damaged } from '../damaged.ts'
import { decoderOf } from './xml-text.ts'

/** An element of a small part, by local names. */
export interface Element {
  name: string
  parent: string
  attributes: ReadonlyMap<string, string>
}

/** Returns the elements of a small part in order. Throws UnreadableFileError. */
export function elementsOf(part: Buffer): Element[] {
  const parser = new SaxesParser()
  const elements: Element[] = []
  const open: string[] = []
  parser.on('doctype', () => {
    throw damaged('one of its parts declares a document type, which no spreadsheet does')
  })
  parser.on('opentag', ({ name, attributes }) => {
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
