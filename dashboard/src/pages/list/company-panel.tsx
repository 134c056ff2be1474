import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { moment } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import type { Company } from './companies.ts'
import { companyFields } from './company-fields.tsx'
import type { Placed } from './cursor-pages.ts'
import { Fields } from './fields.tsx'
import { sourceNames } from './row-source.ts'
import { SidePanel } from './side-panel.tsx'

const CompanyPanelRow = graphql(`
  query CompanyPanelRow($listId: ID!, $after: String, $search: String) {
    list(id: $listId) {
      id
      companies(first: 1, after: $after, search: $search) { nodes { ...CompanyInFull } }
    }
  }
`)

interface Props {
  listId: string
  search: string
  placed: Placed<Company> | null
  onClose: () => void
}

/** A company with every field. */
export function CompanyPanel({ listId, search, placed, onClose }: Props) {
  return (
    <SidePanel item={placed} title={({ item }) => item.name ?? item.domain ?? 'Without a name'} onClose={onClose}>
      {({ after, item }) => <OneCompany listId={listId} search={search} after={after} id={item.id} />}
    </SidePanel>
  )
}

function OneCompany(props: { listId: string; search: string; after: string | null; id: string }) {
  const { listId, search, after, id } = props
  const [{ data, error }, readAgain] = useQuery({
    query: CompanyPanelRow,
    variables: { listId, search, after },
    requestPolicy: 'cache-and-network',
  })
  const company = data?.list?.companies.nodes.find((node) => node.id === id)
  if (!company) {
    return error ? (
      <ErrorNote error={error} onRetry={() => readAgain({ requestPolicy: 'network-only' })} />
    ) : (
      <Loading rows={8} height={20} />
    )
  }
  return (
    <>
      <Fields title="Company" fields={companyFields(company)} />
      <Fields title="Custom columns" fields={Object.entries(company.custom ?? {})} />
      <Fields
        title="Origin"
        fields={[
          ['Came from', sourceNames[company.source]],
          ['Added', moment(company.addedAt)],
        ]}
      />
    </>
  )
}
