import { posix } from 'node:path'
import { UnreadableFileError } from '../../errors.ts'
import { damaged } from '../damaged.ts'
import type { Parts } from '../parts.ts'
import type { Sheet } from '../reader.ts'
import { type Element, elementsOf } from './small-xml.ts'
import { Styles } from './styles.ts'

/** The parts of a workbook, and the settings of all its sheets. */
export interface Outline {
  sheets: (Sheet & { part: string })[]
  styles: Styles
  /** The part of the shared strings; null if there is none. */
  strings: string | null
}

interface Relation {
  id: string
  /** The last segment of its type: `worksheet`, `styles` … */
  kind: string
  part: string
}

/** Reads everything about a workbook except its sheets. Throws UnreadableFileError. */
export async function readOutline(parts: Parts): Promise<Outline> {
  const workbook = await workbookPart(parts)
  const relations = await relationsOf(parts, workbook)
  const elements = elementsOf(await parts.readSmall(workbook))
  const partOf = (kind: string) =>
    relations.find((relation) => relation.kind === kind && parts.has(relation.part))?.part
  const styles = partOf('styles')
  const is1904 = elements.some(({ name, attributes }) => name === 'workbookPr' && isTrue(attributes.get('date1904')))
  return {
    sheets: elements.filter(({ name, parent }) => name === 'sheet' && parent === 'sheets').flatMap(sheetOf(relations)),
    styles: new Styles(styles === undefined ? [] : elementsOf(await parts.readSmall(styles)), is1904),
    strings: partOf('sharedStrings') ?? null,
  }
}

/** Skips sheets without cells, such as charts and dialogs. */
function sheetOf(relations: Relation[]): (element: Element) => Outline['sheets'] {
  return ({ attributes }) => {
    const name = attributes.get('name') ?? ''
    const relation = relations.find(({ id }) => id === attributes.get('id'))
    if (!relation) throw damaged(`the part of its sheet "${name}" is missing`)
    if (relation.kind !== 'worksheet') return []
    return [{ name, isHidden: /hidden/i.test(attributes.get('state') ?? ''), part: relation.part }]
  }
}

async function workbookPart(parts: Parts): Promise<string> {
  const relation = (await relationsOf(parts, '')).find(({ kind }) => kind === 'officeDocument')
  const part = relation && parts.has(relation.part) ? relation.part : await partOfType(parts)
  if (part.endsWith('.bin')) throw new UnreadableFileError('This is a binary workbook. Save it as .xlsx.')
  return part
}

/** Content types distinguish a workbook from a text document if the relations don't. */
async function partOfType(parts: Parts): Promise<string> {
  if (!parts.has('[Content_Types].xml')) throw new UnreadableFileError('The file is a zip, but not a workbook.')
  const types = elementsOf(await parts.readSmall('[Content_Types].xml'))
  const type = types.find(({ attributes }) =>
    /(?:sheet|template)\.main\+xml$/i.test(attributes.get('ContentType') ?? ''),
  )
  const part = type?.attributes.get('PartName')?.replace(/^\//, '') ?? 'xl/workbook.xml'
  if (!parts.has(part)) throw new UnreadableFileError('The file is a zip, but not a workbook.')
  return part
}

/** Returns the name of the part with the relations of a part. */
export function relationsPart(part: string): string {
  const { dir, base } = posix.parse(part)
  return posix.join(dir, '_rels', `${base}.rels`)
}

/** Returns the internal relations of a part; '' is the file itself. */
async function relationsOf(parts: Parts, part: string): Promise<Relation[]> {
  const { dir } = posix.parse(part)
  const name = relationsPart(part)
  if (!parts.has(name)) return []
  const elements = elementsOf(await parts.readSmall(name))
  return elements
    .filter(({ name, attributes }) => name === 'Relationship' && attributes.get('TargetMode') !== 'External')
    .map(({ attributes }) => ({
      id: attributes.get('Id') ?? '',
      kind: (attributes.get('Type') ?? '').split('/').at(-1) ?? '',
      part: targetOf(parts, dir, attributes.get('Target') ?? ''),
    }))
}

function targetOf(parts: Parts, folder: string, target: string): string {
  const path = posix.join('/', target.startsWith('/') ? '' : folder, target.replaceAll('\\', '/')).slice(1)
  if (parts.has(path)) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on'
}
