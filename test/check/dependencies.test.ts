import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { judgeAudit } from './judge-audit.ts'

const specifiers = z.record(z.string(), z.string()).default({})
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().default(false),
      dev: z.boolean().default(false),
      license: z.string().optional(),
      hasInstallScript: z.boolean().default(false),
      dependencies: specifiers,
      devDependencies: specifiers,
      optionalDependencies: specifiers,
    }),
  ),
})

const { '': root, ...installed } = lockfile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8'))).packages
/** Packages of this repository, and the links to them. */
const isOwn = (path: string) => !path.startsWith('node_modules/') || installed[path]?.link === true
const packages = Object.entries(installed).filter(([path]) => !isOwn(path))
const production = packages.filter(([, { dev }]) => !dev)
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Permissive licenses, which only require attribution. */
const permissive = new Set([
  ...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'Python-2.0'],
])

/** Packages with another license or notation, and why they are acceptable. */
const known: Readonly<Record<string, string>> = {
  '@visx/vendor': 'MIT and ISC, of which both are permissive',
  busboy: 'MIT, in a form that is no longer used',
  streamsearch: 'MIT, in a form that is no longer used',
  'seq-queue': 'MIT, in its file LICENSE alone',
  elkjs: "EPL-2.0: part of Prisma's developer tools, and never loaded by the server",
}

describe('the dependencies', () => {
  it('production dependencies have permissive licenses', () => {
    expect(production.length).toBeGreaterThan(100)
    const others = production.filter(([path, { license = '' }]) => !permissive.has(license) && !(nameOf(path) in known))
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([])
    const names = new Set(production.map(([path]) => nameOf(path)))
    expect(Object.keys(known).filter((name) => !names.has(name))).toEqual([])
  })

  it('all dependencies come from the npm registry, each with an integrity hash', () => {
    const strangers = packages.filter(([, { resolved, integrity }]) => {
      const isOfRegistry = resolved === undefined || resolved.startsWith('https://registry.npmjs.org/')
      return !isOfRegistry || !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')
    })
    expect(strangers.map(([path]) => path)).toEqual([])
    expect(Object.keys(installed).filter(isOwn)).toEqual(['node_modules/@leadstream/client', 'packages/client'])
  })

  it('all dependencies are declared by version, never by repository, file or URL', () => {
    const asked = [root, ...Object.values(installed)].flatMap((entry) =>
      Object.entries({ ...entry?.dependencies, ...entry?.devDependencies, ...entry?.optionalDependencies }),
    )
    expect(asked.length).toBeGreaterThan(500)
    const isVersion = (range: string) => /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?[\w\s.^~<>=|*+-]*$/.test(range)
    expect(asked.filter(([, range]) => !isVersion(range))).toEqual([])
  })

  it('only dependencies that package.json names run install scripts', () => {
    const running = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path))
    expect(running.filter((name) => !(name in packageJson.allowScripts))).toEqual([])
  })

  it('SheetJS is the republished version, without the known vulnerabilities', () => {
    const { name, version = '' } = installed['node_modules/xlsx'] ?? {}
    expect(name).toBe('@e965/xlsx')
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(20_003)
    expect(packages.filter(([path, { name }]) => nameOf(path) === 'xlsx' && name !== '@e965/xlsx')).toEqual([])
  })

  it('all dependencies are installed', () => {
    expect(Object.keys(packageJson.dependencies).filter((name) => !existsSync(`node_modules/${name}`))).toEqual([])
  })
})

describe('an audit', () => {
  const advisory = { title: 'Prototype pollution', url: 'https://github.com/advisories/GHSA-1', severity: 'high' }
  const report = (via: unknown) => JSON.stringify({ auditReportVersion: 2, vulnerabilities: { xlsx: { via: [via] } } })

  it('the audit reports each advisory of high severity once, unless it is accepted with a reason', () => {
    const finding = 'xlsx: Prototype pollution (high, https://github.com/advisories/GHSA-1)'
    expect(judgeAudit(report(advisory), {})).toEqual({ findings: [finding] })
    expect(judgeAudit(report(advisory), { [advisory.url]: 'not reached' })).toEqual({ findings: [] })
    expect(judgeAudit(report({ ...advisory, severity: 'moderate' }), {})).toEqual({ findings: [] })
    expect(judgeAudit(report('elsewhere'), {})).toEqual({ findings: [] })
  })

  it('the audit reports that it could not run if the registry does not respond', () => {
    const answer = JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405, error: { summary: '' } })
    expect(judgeAudit(answer, {})).toEqual({ unanswered: '405 Method Not Allowed' })
    const offline = JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'no such host', detail: '' } })
    expect(judgeAudit(offline, {})).toEqual({ unanswered: 'no such host' })
    expect(() => judgeAudit('{}', {})).toThrow()
  })
})
