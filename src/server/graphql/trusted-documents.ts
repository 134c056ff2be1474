import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Kind, parse, print, visit } from 'graphql'
import * as z from 'zod'
import { type Config, ConfigError } from '../../config.ts'
import { projectFolder } from '../../folders.ts'
import { readDocuments } from './documents.ts'

/** The operations that the operator trusts. */
export interface TrustedDocuments {
  /** Returns the document with this id or SHA-256 hash. */
  get(id: string): string | undefined
  /** Returns whether a document is one of them, whatever its layout and its `__typename`s, which clients add. */
  includes(document: string): boolean
}

const dashboard = fileURLToPath(new URL('dist/dashboard/operations.json', projectFolder))

/** GraphQL Code Generator and Relay write an object of documents by hash, Apollo a list of operations. */
const manifest = z.union([
  z
    .object({ operations: z.array(z.object({ id: z.string(), body: z.string() })) })
    .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const)),
  z.record(z.string(), z.string()).transform((documents) => Object.entries(documents)),
])

/** Reads the operator's documents, those of the dashboard, and those of docs/operations/, whose ids are their names. Throws a ConfigError if the file is unusable. */
export function loadTrustedDocuments({
  trustedDocumentsFile: file,
}: Pick<Config, 'trustedDocumentsFile'>): TrustedDocuments {
  const given = file === null ? [] : readManifest(file)
  const normalForms = new Set(given.map(([id, document]) => checkedForm(id, document)))
  const own = [...readDocuments(), ...dashboardDocuments()]
  let isComplete = false
  const isKnownForm = (form: string) => {
    // Most servers never ask, and a start is faster without.
    if (!isComplete) for (const [, document] of own) normalForms.add(normalForm(document))
    isComplete = true
    return normalForms.has(form)
  }
  const documents = new Map(
    [...own, ...given].flatMap(([id, document]) => [
      [id, document],
      [sha256(document), document],
    ]),
  )
  return {
    get: (id) => documents.get(id),
    includes: (document) => documents.has(sha256(document)) || isKnownForm(normalForm(document)),
  }
}

function checkedForm(id: string, document: string): string {
  try {
    return normalForm(document)
  } catch {
    throw unusable(`the document ${JSON.stringify(id.slice(0, 80))} is not valid GraphQL`)
  }
}

function dashboardDocuments() {
  return existsSync(dashboard) ? readManifest(dashboard) : []
}

function readManifest(file: string) {
  try {
    return manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof z.ZodError) throw unusable('it must be an object of documents by id, or a manifest of Apollo')
    throw unusable(error instanceof Error ? error.message : String(error))
  }
}

function unusable(problem: string): ConfigError {
  return new ConfigError('TRUSTED_DOCUMENTS_FILE', `TRUSTED_DOCUMENTS_FILE is not usable: ${problem}.`)
}

const maxTokens = 10_000

function normalForm(document: string): string {
  const withoutTypenames = visit(parse(document, { noLocation: true, maxTokens }), {
    [Kind.FIELD]: ({ name }) => (name.value === '__typename' ? null : undefined),
  })
  return print(withoutTypenames)
}

/** Returns the SHA-256 hash of a document, in hexadecimal. */
export function sha256(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}
