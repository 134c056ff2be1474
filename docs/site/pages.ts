/** The documents of the site, in the order of its navigation. */
export const chapters: readonly { readonly title: string; readonly pages: readonly string[] }[] = [
  { title: 'Start', pages: ['README.md', 'docs/getting-started.md', 'docs/verdicts.md', 'docs/files.md'] },
  {
    title: 'Use',
    pages: [
      'docs/api.md',
      'docs/clients.md',
      'docs/generated-clients.md',
      'docs/rest.md',
      'docs/agents.md',
      'docs/webhooks.md',
    ],
  },
  { title: 'Sources', pages: ['docs/sales-navigator.md', 'docs/enrichment.md'] },
  {
    title: 'Operate',
    pages: [
      'docs/configuration.md',
      'docs/deployment.md',
      'docs/scaling.md',
      'SECURITY.md',
      'docs/reliability.md',
      'docs/performance.md',
    ],
  },
  {
    title: 'Work on it',
    pages: [
      'ARCHITECTURE.md',
      'docs/internals-imports.md',
      'docs/internals-files.md',
      'docs/internals-providers.md',
      'docs/internals-server.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
    ],
  },
]

const files = new Map(chapters.flatMap(({ pages }) => pages).map((file) => [file.split('/').at(-1), file]))

/** Returns the address of a document's page below `/docs/`; null if it has none. */
export function hrefOf(path: string): string | null {
  const name = path.split('/').at(-1) ?? ''
  if (name === 'schema.graphql') return 'graphql'
  if (!files.has(name)) return null
  return name === 'README.md' ? '' : name.replace(/\.md$/, '').toLowerCase()
}

/** Returns the title of a document. */
export function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? ''
}

/** Returns the anchor of a heading, as GitHub derives it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-')
}
