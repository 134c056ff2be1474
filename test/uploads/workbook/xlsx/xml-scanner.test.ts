import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { XmlScanner } from '../../../../src/uploads/workbook/xlsx/xml-scanner.ts'
import { asText, textOf } from '../../../../src/uploads/workbook/xlsx/xml-text.ts'
import { runs } from '../../../support/property-runs.ts'

const names = ['a', 'row', 'c', 'sheetData'] as const

/** What a parser sees: elements by name and attributes, and texts between them. */
type Seen = ['open', string, (string | null)[]] | ['close', string] | ['text', string]

function resolved(raw: string | null): string | null {
  return raw === null ? null : textOf({ raw, isWide: true, isEscaped: true })
}

function scan(xml: Buffer, cuts: number[]): Seen[] {
  const scanner = new XmlScanner(names)
  const seen: Seen[] = []
  let raw = ''
  const endText = () => {
    if (raw !== '') seen.push(['text', resolved(raw) ?? ''])
    raw = ''
  }
  const ends = [...new Set(cuts.map((cut) => cut % xml.length))].toSorted((one, other) => one - other)
  for (const [index, start] of [0, ...ends].entries()) {
    scanner.push(xml.subarray(start, ends[index] ?? xml.length))
    for (let token = scanner.next(); token !== 'more'; token = scanner.next()) {
      const text = scanner.latin1(scanner.start, scanner.end)
      if (token === 'text') raw += scanner.depth > 0 ? text : ''
      else if (token === 'cdata') raw += asText(text)
      else {
        endText()
        if (token === 'close') seen.push(['close', scanner.name])
        else seen.push(['open', scanner.name, ['r', 'name'].map((name) => resolved(scanner.attribute(name)))])
      }
    }
  }
  scanner.finish()
  return seen
}

function parse(xml: string): Seen[] {
  const parser = new SaxesParser()
  const seen: Seen[] = []
  let text = ''
  const endText = () => {
    if (text !== '') seen.push(['text', text])
    text = ''
  }
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', ({ name, attributes }) => {
    endText()
    seen.push(['open', local(name), ['r', 'name'].map((key) => attributes[key] ?? null)])
  })
  parser.on('closetag', ({ name }) => {
    endText()
    seen.push(['close', local(name)])
  })
  parser.on('text', (piece) => {
    text += piece
  })
  parser.on('cdata', (piece) => {
    text += piece
  })
  parser.write(xml).close()
  return seen
}

const text = fc
  .string({ unit: fc.constantFrom('x', ' ', 'ü', '東', '😀', '&lt;', '&#x41;', '&amp;', '\n', '_', "'", '"') })
  .map((value) => value.replaceAll('_x', '_'))
const attribute = fc.tuple(
  fc.constantFrom(' r', '\n name ', '  other'),
  fc.constantFrom('=', ' = '),
  fc.constantFrom('""', "''", '"a>b"', "'7'", '"x/"', '"ü"'),
)
const attributes = fc
  .uniqueArray(attribute, { selector: ([name]) => name, maxLength: 3 })
  .map((list) => list.map((pieces) => pieces.join('')).join(''))
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom('<!-- <c> -->', '<?pi <?>', '<![CDATA[a<b>&amp;]]>'),
    tie('element'),
  ),
  element: fc
    .tuple(fc.constantFrom('a', 'row', 'c', 'x:sheetData'), attributes, fc.array(tie('content'), { maxLength: 4 }))
    .map(([name, given, inner]) =>
      inner.length === 0 ? `<${name}${given} />` : `<${name}${given}>${inner.join('')}</${name} >`,
    ),
}))

describe('the scanner of XML', () => {
  it('the XML scanner reports the same as a parser, wherever chunks end', () => {
    fc.assert(
      fc.property(element, fc.array(fc.nat(), { maxLength: 20 }), (xml, cuts) => {
        expect(scan(Buffer.from(`<?xml version="1.0"?>\n${xml}`), cuts)).toEqual(parse(xml))
      }),
      runs(500, 100),
    )
  })

  it('the XML scanner reports the same in chunks of one byte', () => {
    const xml = '<x:row r="1" name=\'a>b\'><c>Zoë &amp; 東京<![CDATA[<&]]></c><!-- - -- --><c/></x:row><!---->'
    const bytes = Buffer.from(xml)
    expect(scan(bytes, [...bytes.keys()])).toEqual(scan(bytes, []))
  })

  it('the XML scanner cannot be used after the end', () => {
    expect(() => scan(Buffer.from('<a></a><a></a>'), [])).toThrow('not valid XML')
  })
})
