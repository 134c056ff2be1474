import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { whenOver } from '../support/when-over.ts'
import { documents } from './blocks.ts'

const folder = mkdtempSync(join(tmpdir(), 'site-'))
beforeAll(async () => void (await promisify(execFile)('npm', ['run', '-s', 'docs', '--', `--output=${folder}`])))
whenOver(() => rmSync(folder, { recursive: true }))

const pages = () => readdirSync(folder).filter((name) => name.endsWith('.html'))
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

it('has a page for each document, with its title', () => {
  expect(pages()).toHaveLength(documents.length)
  expect(pages().filter((name) => !/<title>\S.*<\/title>/.test(read(name)))).toEqual([])
})

it('each link leads to a page, a picture or a heading that exists, or to another site', () => {
  const broken = pages().flatMap((page) =>
    [...read(page).matchAll(/ (?:href|src)="([^"]*)"/g)]
      .map(([, target = '']) => target)
      .filter((target) => !exists(page, target))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

function exists(page: string, target: string): boolean {
  // The server renders the reference of the schema.
  if (/^https?:/.test(target) || target === '/docs/graphql') return true
  const [address = '', anchor] = target.split('#')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const path = address === '/docs/' ? 'index' : address.slice('/docs/'.length)
  const name = address === '' ? page : names.includes(path) ? path : `${path}.html`
  return names.includes(name) && (anchor === undefined || read(name).includes(` id="${anchor}"`))
}

it('takes less than 2 MB', () => {
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (name) => statSync(join(folder, name)).size,
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000)
})
