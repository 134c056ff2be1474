import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import * as z from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { environment } from '../../src/environment.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const start = packageJson.scripts.start

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({ image: z.string(), environment: z.record(z.string(), z.unknown()).default({}) }),
  ),
})
const deployment = z.object({
  kind: z.literal('Deployment'),
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.tuple([z.object({ env: z.array(z.object({ name: z.string() })) })]) }),
    }),
  }),
})

/** The documents of a YAML file. */
function yaml(path: string): unknown[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => document.toJS())
}

const variables: Record<string, string[]> = {
  Dockerfile: [...read('Dockerfile').matchAll(/^ENV (.*)$/gm)].flatMap(([, settings]) =>
    [...String(settings).matchAll(/(\w+)=/g)].map(([, name]) => String(name)),
  ),
  'compose.yaml': Object.values(composeFile.parse(yaml('compose.yaml')[0]).services)
    .filter(({ image }) => image === 'leadstream')
    .flatMap((service) => Object.keys(service.environment)),
  'deploy/kubernetes.yaml': yaml('deploy/kubernetes.yaml').flatMap((document) => {
    const { data } = deployment.safeParse(document)
    return data?.spec.template.spec.containers[0].env.map(({ name }) => name) ?? []
  }),
  'deploy/leadstream.service': [...read('deploy/leadstream.service').matchAll(/^Environment=(\w+)=/gm)].map(
    ([, name]) => String(name),
  ),
}

describe('deployment files', () => {
  it('the scripts for one role run what npm start runs', () => {
    expect(packageJson.scripts['start:api']).toBe(`ROLE=api ${start}`)
    expect(packageJson.scripts['start:worker']).toBe(`ROLE=worker PORT=\${PORT:-0} ${start}`)
  })

  it.each(Object.entries(variables))('%s sets only variables that exist', (_, names) => {
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(environment.shape).toHaveProperty(name)
  })

  it('the container runs what npm start runs', () => {
    const [, command] = /^CMD (\[.*\])$/m.exec(read('Dockerfile')) ?? []
    expect(
      z
        .array(z.string())
        .parse(JSON.parse(String(command)))
        .join(' '),
    ).toBe(start)
  })

  it('the systemd unit runs what npm start runs', () => {
    expect(read('deploy/leadstream.service')).toContain(`\nExecStart=/usr/bin/${start}\n`)
  })
})
