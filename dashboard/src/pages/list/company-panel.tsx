import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { dateTime } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import type { Company } from './companies.ts'
import { companyFields } from './company-fields.tsx'
import type { Anchor, CursorItem } from './cursor-pages.ts'
import { Fields } from './fields.tsx'
import { filterOf } from './filter-of.ts'
import { SidePanel } from './side-panel.tsx'
import { sourceLabels } from './source-labels.ts'

const CompanyPanelRow = graphql(`
  query CompanyPanelRow($listId: ID!, $after: String, $offset: Int!, $filter: CompanyFilter) {
    list(id: $listId) {
      id
      companies(first: 1, after: $after, offset: $offset, filter: $filter) { nodes { ...CompanyInFull } }
    }
  }
`)

interface Props {
  listId: string
  search: string
  placed: CursorItem<Company> | null
  onClose: () => void
}

/** A company with every field. */
export function CompanyPanel({ listId, search, placed, onClose }: Props) {
  return (
    <SidePanel item={placed} title={({ item }) => item.name ?? item.domain ?? 'Unnamed company'} onClose={onClose}>
      {({ anchor, item }) => <CompanyDetails listId={listId} search={search} anchor={anchor} id={item.id} />}
    </SidePanel>
  )
}

function CompanyDetails(props: { listId: string; search: string; anchor: Anchor; id: string }) {
  const { listId, search, anchor, id } = props
  const [{ data, error }, refetch] = useQuery({
    query: CompanyPanelRow,
    variables: { listId, filter: filterOf(search), ...anchor },
    requestPolicy: 'cache-and-network',
  })
  const company = data?.list?.companies.nodes.find((node) => node.id === id)
  if (!company) {
    return error ? (
      <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
    ) : (
      <Loading rows={8} height={20} />
    )
  }
  return (
    <>
      <Fields title="Company" fields={companyFields(company)} />
      <Fields title="Custom fields" fields={company.custom.map(({ name, value }) => [name, value])} />
      <Fields
        title="Origin"
        fields={[
          ['Source', sourceLabels[company.source]],
          ['Added', dateTime(company.addedAt)],
        ]}
      />
    </>
  )
}
