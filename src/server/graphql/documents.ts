import { readdirSync, readFileSync } from 'node:fs'
import { getOperationAST, parse } from 'graphql'
import { projectFolder } from '../../folders.ts'

const folder = new URL('docs/operations/', projectFolder)

/** Returns the text of a document of docs/operations/ by its file name, which is given without the extension. */
export function readDocument(name: string): string {
  return readFileSync(new URL(`${name}.graphql`, folder), 'utf8')
}

/** Returns the documents of docs/operations/, each with the name of its only operation. */
export function readDocuments(): (readonly [operationName: string, document: string])[] {
  return readdirSync(folder).map((file) => {
    const document = readFileSync(new URL(file, folder), 'utf8')
    const name = getOperationAST(parse(document))?.name?.value
    if (name === undefined) throw new Error(`docs/operations/${file} is not one operation with a name.`)
    return [name, document]
  })
}
