import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import { ListLink } from '../../runs/list-link.tsx'
import type { Anchor, CursorItem } from './cursor-pages.ts'
import { Fields } from './fields.tsx'
import { filterVariables, type Outcome, type OutcomeFilter } from './outcomes.ts'
import { SidePanel } from './side-panel.tsx'
import { VerdictName } from './verdict-name.tsx'

const OutcomePanelRow = graphql(`
  query OutcomePanelRow($runId: ID!, $after: String, $offset: Int!, $verdicts: [Verdict!], $reasonCodes: [OutcomeReasonCode!]) {
    importRun(id: $runId) {
      id
      outcomes(first: 1, after: $after, offset: $offset, verdicts: $verdicts, reasonCodes: $reasonCodes) {
        nodes {
          rowNumber
          row { id fullName email companyName linkedinUrl }
          company { id name domain }
          list { id name }
          blockedCompany { id name domain reason }
        }
      }
    }
  }
`)

interface Props {
  runId: string
  filter: OutcomeFilter
  /** The names of the cells. */
  columns: readonly string[]
  placed: CursorItem<Outcome> | null
  onClose: () => void
}

/** A skipped row: the reason, what it matched and its cells. */
export function OutcomePanel({ runId, filter, columns, placed, onClose }: Props) {
  return (
    <SidePanel item={placed} title={({ item }) => `Row ${number(item.rowNumber)}`} onClose={onClose}>
      {({ anchor, item }) => (
        <>
          <Fields
            title="Result"
            fields={[
              ['Status', <VerdictName key="verdict" verdict={item.verdict} />],
              ['Reason', item.reason],
            ]}
          />
          <Match runId={runId} filter={filter} anchor={anchor} rowNumber={item.rowNumber} />
          <Fields title="Original row" fields={item.cells.map((cell, at) => [columns[at] ?? `Cell ${at + 1}`, cell])} />
        </>
      )}
    </SidePanel>
  )
}

function Match(props: { runId: string; filter: OutcomeFilter; anchor: Anchor; rowNumber: number }) {
  const { runId, filter, anchor, rowNumber } = props
  const [{ data, error }, refetch] = useQuery({
    query: OutcomePanelRow,
    variables: { runId, ...anchor, ...filterVariables(filter) },
  })
  const match = data?.importRun?.outcomes.nodes.find((outcome) => outcome.rowNumber === rowNumber)
  if (!match) {
    return error ? (
      <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
    ) : (
      <Loading rows={1} height={20} />
    )
  }
  const { row, company, list, blockedCompany } = match
  return (
    <Fields
      title="Matched with"
      fields={[
        ['Person', row && (row.fullName ?? row.email ?? row.linkedinUrl)],
        ['E-mail', row?.email],
        ['Employer', row?.companyName],
        ['Company', company && (company.name ?? company.domain)],
        ['List', list && <ListLink list={list} />],
        ['Blocked company', blockedCompany && (blockedCompany.name ?? blockedCompany.domain)],
        ['Reason for blocking', blockedCompany?.reason],
      ]}
    />
  )
}
