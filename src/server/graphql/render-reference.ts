import { escapeUTF8 } from 'entities'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql'

interface Section {
  readonly title: string
  readonly entries: readonly { readonly id: string; readonly name: string; readonly html: string }[]
}

/** Returns a page that describes every element of a schema; its types link to each other, and it loads nothing. */
export function renderReference(schema: GraphQLSchema): string {
  const sections = sectionsOf(schema)
  const nav = sections.map(
    ({ title, entries }) =>
      `<details><summary>${title}</summary>${entries.map(({ id, name }) => `<a href="#${id}">${name}</a>`).join('')}</details>`,
  )
  const main = sections.map(
    ({ title, entries }) =>
      `<h2>${title}</h2>${entries.map(({ id, name, html }) => `<section id="${id}"><h3>${name}</h3>${html}</section>`).join('')}`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>GraphQL reference · Leadstream</title><style>${style}</style></head>
<body><nav><h1>GraphQL reference</h1>${nav.join('')}</nav><main>${main.join('')}</main></body></html>`
}

function sectionsOf(schema: GraphQLSchema): Section[] {
  const roots = [
    { title: 'Queries', type: schema.getQueryType() },
    { title: 'Mutations', type: schema.getMutationType() },
    { title: 'Subscriptions', type: schema.getSubscriptionType() },
  ]
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !roots.some((root) => root.type === type))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  const kinds = [
    { title: 'Objects', has: isObjectType },
    { title: 'Interfaces', has: isInterfaceType },
    { title: 'Unions', has: isUnionType },
    { title: 'Inputs', has: isInputObjectType },
    { title: 'Enums', has: isEnumType },
    { title: 'Scalars', has: isScalarType },
  ]
  return [
    ...roots.map(({ title, type }) => ({
      title,
      entries: Object.values(type?.getFields() ?? {}).map((field) => ({
        id: `${title.toLowerCase()}-${field.name}`,
        name: field.name,
        html: renderOperation(field),
      })),
    })),
    ...kinds.map(({ title, has }) => ({
      title,
      entries: types.filter(has).map((type) => ({ id: type.name, name: type.name, html: renderType(schema, type) })),
    })),
  ].filter(({ entries }) => entries.length > 0)
}

function renderOperation(field: GraphQLField<unknown, unknown>): string {
  return `<p class="type">${linkOf(field.type)}</p>${prose(field)}${table(field.args.map(rowOf))}`
}

function renderType(schema: GraphQLSchema, type: GraphQLNamedType): string {
  const details = () => {
    if (isUnionType(type)) return `<p>${type.getTypes().map(linkOf).join(', ')}</p>`
    if (isEnumType(type)) return table(type.getValues().map((value) => row(value.name, '', prose(value))))
    if (isObjectType(type) || isInterfaceType(type)) {
      const others = isInterfaceType(type) ? schema.getPossibleTypes(type) : type.getInterfaces()
      const label = isInterfaceType(type) ? 'Implemented by' : 'Implements'
      const relation = others.length === 0 ? '' : `<p>${label} ${others.map(linkOf).join(', ')}</p>`
      return relation + table(Object.values(type.getFields()).map(rowOf))
    }
    return isInputObjectType(type) ? table(Object.values(type.getFields()).map(rowOf)) : ''
  }
  return prose(type) + details()
}

function rowOf(element: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument): string {
  const args = 'args' in element ? table(element.args.map(rowOf)) : ''
  const fallback = 'defaultValue' in element && element.defaultValue !== undefined && element.defaultValue !== null
  const initial = fallback ? ` = ${escapeUTF8(JSON.stringify(element.defaultValue))}` : ''
  return row(element.name, linkOf(element.type) + initial, prose(element) + args)
}

function row(name: string, type: string, description: string): string {
  return `<tr><td><code>${name}</code></td><td class="type">${type}</td><td>${description}</td></tr>`
}

function table(rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`
}

/** Returns the name of a type with its wrappers, such as `[Lead!]!`, as a link. */
function linkOf(type: Parameters<typeof getNamedType>[0] & object): string {
  const { name } = getNamedType(type)
  return String(type).replace(name, `<a href="#${name}">${name}</a>`)
}

function prose(element: {
  description?: string | null | undefined
  deprecationReason?: string | null | undefined
}): string {
  const text = element.description ? `<p>${withCode(element.description)}</p>` : ''
  const { deprecationReason: reason } = element
  return reason ? `${text}<p class="deprecated">Deprecated. ${withCode(reason)}</p>` : text
}

function withCode(text: string): string {
  return escapeUTF8(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { display: grid; grid-template-columns: 18rem minmax(0, 1fr); margin: 0 }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 0 1rem; box-sizing: border-box; border-right: 1px solid #8884 }
nav a { display: block; padding-left: 1rem; overflow-wrap: anywhere }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0 }
h1 { font-size: 1.2rem }
main { padding: 0 2rem 4rem; max-width: 70rem }
section { border-top: 1px solid #8884; padding: .5rem 0 }
section:target > h3 { background: #fd06 }
a { color: light-dark(#0757b5, #7ab7ff); text-decoration: none }
a:hover { text-decoration: underline }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
td:first-child { width: 22% }
td:nth-child(2) { width: 27% }
td { vertical-align: top; padding: .3rem 1rem .3rem 0; border-top: 1px solid #8883 }
td p { margin: 0 }
code, .type { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
.deprecated { color: light-dark(#9a4a00, #ffb066) }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 0 1rem } }
`
