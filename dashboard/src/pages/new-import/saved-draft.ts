import { changeCustom, choose, type Draft, suggested } from './draft.ts'
import { companyFields, type FieldId, personFields } from './fields.ts'
import { defaultMatching, type Matching, matchByLabels, onMatchLabels } from './matching.ts'
import type { Preview } from './operations.ts'
import type { Target } from './target-fields.tsx'

/** What a user has chosen for a file: its mapping, the target list, whether known leads are skipped and how leads are matched. */
export interface FormState {
  readonly draft: Draft
  readonly target: Target
  readonly isSkipping: boolean
  readonly matching: Matching
}

const dataTypes = ['PEOPLE', 'COMPANIES'] as const
const fieldIds = [...personFields, ...companyFields].map(({ id }) => id)

/** Returns the choices that differ from the suggestion, as text for the address of the page; empty if none do. */
export function saveDraft(
  { draft, target, isSkipping, matching }: FormState,
  preview: Preview,
  initial: Target,
): string {
  const base = suggested(preview)
  const changes = Object.fromEntries(
    dataTypes.flatMap((dataType) => {
      const [from, to] = [base.choices[dataType], draft.choices[dataType]]
      const changed = fieldIds.filter((id) => from.get(id) !== to.get(id)).map((id) => [id, to.get(id) ?? null])
      return changed.length === 0 ? [] : [[dataType, Object.fromEntries(changed)]]
    }),
  )
  const saved = {
    ...(draft.dataType !== base.dataType && { dataType: draft.dataType }),
    ...changes,
    ...(draft.custom.size > 0 && { custom: Object.fromEntries(draft.custom) }),
    ...(!isSameTarget(target, initial) && { target }),
    ...(!isSkipping && { isSkipping }),
    ...(JSON.stringify(matching) !== JSON.stringify(defaultMatching) && { matching }),
  }
  return Object.keys(saved).length === 0 ? '' : JSON.stringify(saved)
}

/** Returns the suggestion with saved choices. Ignores what the file or the form does not have, since an address can be edited. */
export function restoreDraft(text: string | null, preview: Preview, initial: Target): FormState {
  const saved = parse(text)
  let draft = suggested(preview)
  for (const dataType of dataTypes) {
    draft = { ...draft, dataType }
    for (const [id, column] of Object.entries(objectIn(saved[dataType]))) {
      if (isFieldId(id) && (column === null || isColumn(column, preview))) draft = choose(draft, id, column)
    }
  }
  for (const [column, change] of Object.entries(objectIn(saved['custom']))) {
    const { name, isKept } = objectIn(change)
    if (!isColumn(column, preview)) continue
    draft = changeCustom(draft, column, {
      ...(typeof name === 'string' && { name }),
      ...(typeof isKept === 'boolean' && { isKept }),
    })
  }
  const dataType = dataTypes.find((type) => type === saved['dataType']) ?? preview.dataType
  const { isNew, name, listId } = objectIn(saved['target'])
  return {
    draft: { ...draft, dataType },
    target: {
      isNew: typeof isNew === 'boolean' ? isNew : initial.isNew,
      name: typeof name === 'string' ? name : initial.name,
      listId: typeof listId === 'string' ? listId : initial.listId,
    },
    isSkipping: saved['isSkipping'] !== false,
    matching: restoreMatching(objectIn(saved['matching'])),
  }
}

function restoreMatching({ onMatch, isUpdateOnly, ignored }: Record<string, unknown>): Matching {
  const known = [...matchByLabels.PEOPLE, ...matchByLabels.COMPANIES].map(({ value }) => value)
  const given = Array.isArray(ignored) ? ignored : []
  return {
    onMatch: onMatchLabels.find(({ value }) => value === onMatch)?.value ?? defaultMatching.onMatch,
    isUpdateOnly: isUpdateOnly === true,
    ignored: [...new Set(known)].filter((value) => given.includes(value)),
  }
}

function isSameTarget(a: Target, b: Target): boolean {
  return a.isNew === b.isNew && a.name === b.name && a.listId === b.listId
}

function isFieldId(id: string): id is FieldId {
  return fieldIds.some((known) => known === id)
}

function isColumn(value: unknown, { columns }: Preview): value is string {
  return typeof value === 'string' && columns.includes(value)
}

function parse(text: string | null): Record<string, unknown> {
  if (text === null) return {}
  try {
    return objectIn(JSON.parse(text))
  } catch {
    return {}
  }
}

function objectIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
