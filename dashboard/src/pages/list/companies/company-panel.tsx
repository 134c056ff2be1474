import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { ErrorNote } from '../../../components/error-note.tsx'
import { dateTime } from '../../../components/format.ts'
import { Loading } from '../../../components/loading.tsx'
import { graphql } from '../../../gql/gql.ts'
import { Fields } from '../fields.tsx'
import type { PanelProps } from '../leads/leads-tab.tsx'
import { RunLink } from '../leads/run-link.tsx'
import { sourceLabels } from '../leads/source-labels.ts'
import { MergedRows } from '../merged-rows.tsx'
import { SidePanel } from '../side-panel.tsx'
import { type Company, companyName } from './company.ts'
import { companyFields } from './company-fields.tsx'

const CompanyPanelRow = graphql(`
  query CompanyPanelRow($id: ID!) {
    node(id: $id) {
      __typename
      ... on CompanyRow { ...CompanyInFull editedAt run { ...RunLink } mergedRows(first: 10) { ...MergedRows } }
    }
  }
`)

/** A company with every field, and links to its people and to the import that added it. */
export function CompanyPanel({ listId, id, ...panel }: PanelProps & { listId: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: CompanyPanelRow,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const company = data?.node?.__typename === 'CompanyRow' ? data.node : null
  return (
    <SidePanel {...panel} title={company ? companyName(company) : 'Company'}>
      {company ? (
        <>
          <Fields title="Company" fields={companyFields(company)} />
          <Anchor component={Link} to={`/lists/${listId}/people?${peopleOf(company)}`} size="sm">
            Show its people
          </Anchor>
          <Fields title="Custom fields" fields={company.custom.map(({ name, value }) => [name, value])} />
          <Fields
            title="Origin"
            fields={[
              ['Source', sourceLabels[company.source]],
              ['Added', dateTime(company.addedAt)],
              ['Added by', company.run && <RunLink run={company.run} />],
              ['Edited', company.editedAt && dateTime(company.editedAt)],
            ]}
          />
          <MergedRows merged={company.mergedRows} />
        </>
      ) : error ? (
        <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
      ) : data ? (
        'This company is no longer in your lists.'
      ) : (
        <Loading rows={8} height={20} />
      )}
    </SidePanel>
  )
}

/** Returns the filter of the people who work there, by the name that they state. */
function peopleOf({ name, domain }: Pick<Company, 'name' | 'domain'>): URLSearchParams {
  return new URLSearchParams(name === null ? { 'domain.is': domain ?? '' } : { 'company.is': name })
}
