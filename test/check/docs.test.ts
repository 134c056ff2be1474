import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse, specifiedRules, validate } from 'graphql'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { chapters } from '../../docs/site/pages.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { schema } from '../../src/graphql/schema.ts'
import { blocksOf, documents } from '../docs/blocks.ts'

/** Returns the relative paths that a document links to, from the root of the repository. */
function linksOf(document: string): string[] {
  const targets = [...readFileSync(document, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? [])
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? document : join(dirname(document), path)
      return anchor === undefined ? file : `${file}#${anchor}`
    })
}

/** Returns the anchors of a document's headings, as GitHub derives them. */
function anchorsOf(document: string): string[] {
  const headings = [...readFileSync(document, 'utf8').matchAll(/^#+ (.+)$/gm)]
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function exists(link: string): boolean {
  const [file = '', anchor] = link.split('#')
  return existsSync(file) && (anchor === undefined || anchorsOf(file).includes(anchor))
}

/** Returns the paths that a document names in code spans, if they begin with a folder of the repository. */
function pathsOf(document: string): string[] {
  const spans = [
    ...readFileSync(document, 'utf8').matchAll(
      /`((?:src|test|torture|bench|dashboard|docs|prisma|deploy)\/[\w./-]+)`/g,
    ),
  ]
  return spans.flatMap(([, path]) => path ?? [])
}

it.each(documents)('%s links only to what exists', (document) => {
  expect(linksOf(document).filter((link) => !exists(link))).toEqual([])
})

it.each(documents)('%s names only files and folders that exist', (document) => {
  expect(pathsOf(document).filter((path) => !existsSync(path))).toEqual([])
})

it.each(documents)('%s runs only scripts that exist', (document) => {
  const scripts = [...readFileSync(document, 'utf8').matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
    ([, name = '']) => name,
  )
  expect(scripts.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([])
})

it('every document is a page of the documentation', () => {
  expect(chapters.flatMap(({ pages }) => pages).sort()).toEqual(documents.sort())
})

describe('code blocks', () => {
  const blocks = documents.flatMap(blocksOf)
  const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language))

  it.each(of('graphql'))('$document: operations are valid: $code', ({ code }) => {
    expect(validate(schema, parse(code), specifiedRules)).toEqual([])
  })

  it.each(of('json'))('$document: JSON is valid: $code', ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow()
  })

  it.each(of('js', 'ts'))('$document: programs are valid: $code', ({ code, language }) => {
    expect(parseSync(`block.${language}`, code).errors).toEqual([])
  })

  it.each(of('sh'))('$document: commands are valid: $code', ({ code }) => {
    expect(spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' }).stderr).toBe('')
  })

  it('of shell commands call every mutation', () => {
    const commands = of('sh').map(({ code }) => code)
    const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {})
    const isCalled = (name: string) => commands.some((code) => new RegExp(`\\b${name}\\b[('\\s]`).test(code))
    expect(mutations.filter((name) => !isCalled(name))).toEqual([])
  })

  it('are of languages that are checked', () => {
    const checked = ['graphql', 'json', 'js', 'ts', 'sh', 'csv']
    expect(blocks.filter(({ language }) => !checked.includes(language))).toEqual([])
  })
})
