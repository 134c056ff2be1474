import { variables } from '../../src/environment.ts'

/** A variable: its default, empty if it has none, its description, and what applies without a value. */
interface Variable {
  readonly name: string
  readonly initial: string
  readonly description: string
  readonly unset: string | null
}

/** Returns docs/configuration.md. */
export function renderConfiguration(): string {
  const groups = groupsOfVariables().map(({ title, members }) => {
    const rows = members.map(
      ({ name, initial, description, unset }) =>
        `| \`${name}\` | ${initial === '' ? (unset ?? '') : `\`${initial}\``} | ${description} |`,
    )
    return [`## ${title}`, '', '| Variable | Default | |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `# Configuration

Set environment variables, or copy [.env.example](../.env.example) to \`.env\` and change what you need. Environment variables override the file; an empty variable counts as unset. A value that is not valid ends the start with a line that says what is allowed.

${groups.join('\n\n')}
`
}

/** Returns .env.example. */
export function renderExample(): string {
  const groups = groupsOfVariables().map(({ title, members }) => {
    const texts = members.flatMap(({ name, initial, description, unset }) => [
      ...wrap(`${description}${unset === null ? '' : ` Unset: ${unset}.`}`).map((line) => `# ${line}`),
      `${name}=${initial}`,
    ])
    return [`## ${title}`, '', ...texts].join('\n')
  })
  return `# Every variable that Leadstream reads, with its default. Copy this file to \`.env\` and change what you need.
# Environment variables override the file; an empty variable counts as unset.

${groups.join('\n\n')}
`
}

function groupsOfVariables(): { title: string; members: Variable[] }[] {
  return Object.entries(variables).map(([title, group]) => ({
    title,
    members: Object.entries(group).map(([name, schema]) => {
      const [description = '', unset = null] = (schema.description ?? '').replace(/\.$/, '').split('. Unset: ')
      const initial = 'defaultValue' in schema.def ? String(schema.def.defaultValue) : ''
      return { name, initial, description: `${description}.`, unset }
    }),
  }))
}

/** Breaks a text into lines of at most 118 characters. */
function wrap(text: string): string[] {
  return (text.match(/\S.{0,117}(?=\s|$)/g) ?? []).map((line) => line.trim())
}
