import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import { ListLink } from '../../runs/list-link.tsx'
import type { Run } from '../../runs/run.ts'
import { Fields } from './fields.tsx'
import { filterVariables, type Outcome, type OutcomeFilter } from './outcomes.ts'
import { SidePanel } from './side-panel.tsx'
import type { CursorItem, Anchor as Place } from './table/cursor-pages.ts'
import { VerdictName } from './verdict-name.tsx'

const OutcomePanelRow = graphql(`
  query OutcomePanelRow(
    $runId: ID!
    $after: String
    $offset: Int!
    $verdicts: [Verdict!]
    $reasonCodes: [OutcomeReasonCode!]
    $rowNumbers: [Int!]
  ) {
    importRun(id: $runId) {
      id
      outcomes(
        first: 1
        after: $after
        offset: $offset
        verdicts: $verdicts
        reasonCodes: $reasonCodes
        rowNumbers: $rowNumbers
      ) {
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
  run: Pick<Run, 'id' | 'list'>
  filter: OutcomeFilter
  /** The names of the cells. */
  columns: readonly string[]
  placed: CursorItem<Outcome>
  onClose: () => void
  onPrevious: (() => void) | undefined
  onNext: (() => void) | undefined
}

/** A skipped row: the reason, what it matched and its cells. */
export function OutcomePanel({ run, filter, columns, placed: { anchor, item }, ...panel }: Props) {
  return (
    <SidePanel {...panel} title={`Row ${number(item.rowNumber)}`}>
      <Fields
        title="Result"
        fields={[
          ['Status', <VerdictName key="verdict" verdict={item.verdict} />],
          ['Reason', item.reason],
        ]}
      />
      <Match run={run} filter={filter} anchor={anchor} rowNumber={item.rowNumber} />
      <Fields title="Original row" fields={item.cells.map((cell, at) => [columns[at] ?? `Cell ${at + 1}`, cell])} />
    </SidePanel>
  )
}

function Match(props: Pick<Props, 'run' | 'filter'> & { anchor: Place; rowNumber: number }) {
  const { run, filter, anchor, rowNumber } = props
  const [{ data, error }, refetch] = useQuery({
    query: OutcomePanelRow,
    variables: { runId: run.id, ...anchor, ...filterVariables(filter) },
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
  // A row of another list names it.
  const listId = list?.id ?? run.list?.id
  return (
    <Fields
      title="Matched with"
      fields={[
        [
          'Person',
          row && (
            <Anchor component={Link} to={`/lists/${listId}/people?row=${row.id}`} inherit>
              {row.fullName ?? row.email ?? row.linkedinUrl ?? 'Unnamed person'}
            </Anchor>
          ),
        ],
        ['E-mail', row?.email],
        ['Employer', row?.companyName],
        [
          'Company',
          company && (
            <Anchor component={Link} to={`/lists/${listId}/companies?row=${company.id}`} inherit>
              {company.name ?? company.domain ?? 'Unnamed company'}
            </Anchor>
          ),
        ],
        ['List', list && <ListLink list={list} />],
        ['Blocked company', blockedCompany && (blockedCompany.name ?? blockedCompany.domain)],
        ['Reason for blocking', blockedCompany?.reason],
      ]}
    />
  )
}
