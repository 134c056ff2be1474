import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { ErrorNote } from '../../../components/error-note.tsx'
import { dateTime } from '../../../components/format.ts'
import { Loading } from '../../../components/loading.tsx'
import { graphql } from '../../../gql/gql.ts'
import type { PersonInFullFragment } from '../../../gql/graphql.ts'
import { companyFields } from '../companies/company-fields.tsx'
import { Fields } from '../fields.tsx'
import type { PanelProps } from '../leads/leads-tab.tsx'
import { RunLink } from '../leads/run-link.tsx'
import { sourceLabels } from '../leads/source-labels.ts'
import { MailLink, WebLink } from '../links.tsx'
import { locationOf } from '../location.ts'
import { MergedRows } from '../merged-rows.tsx'
import { SidePanel } from '../side-panel.tsx'
import { personName } from './person.ts'

const PersonPanelRow = graphql(`
  query PersonPanelRow($id: ID!) {
    node(id: $id) { __typename ... on ListRow { ...PersonInFull mergedRows(first: 10) { ...MergedRows } } }
  }
`)

graphql(`
  fragment PersonInFull on ListRow {
    ...PersonInTable
    companyLinkedinUrl
    custom { name value }
    editedAt
    company { ...CompanyInFull }
    run { ...RunLink }
  }
`)

/** A person with every field, and links to their company and to the import that added them. */
export default function PersonPanel({ listId, id, ...panel }: PanelProps & { listId: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonPanelRow,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const person = data?.node?.__typename === 'ListRow' ? data.node : null
  return (
    <SidePanel {...panel} title={person ? personName(person) : 'Person'}>
      {person ? (
        <>
          <PersonFields person={person} listId={listId} />
          <MergedRows merged={person.mergedRows} />
        </>
      ) : error ? (
        <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
      ) : data ? (
        'This person is no longer in your lists.'
      ) : (
        <Loading rows={8} height={20} />
      )}
    </SidePanel>
  )
}

function PersonFields({ person, listId }: { person: PersonInFullFragment; listId: string }) {
  const { email, linkedinUrl, salesNavUrl, company, run, editedAt } = person
  return (
    <>
      <Fields
        title="Person"
        fields={[
          ['Title', person.title],
          ['Headline', person.headline],
          ['Seniority', person.seniority],
          ['Department', person.department],
          ['E-mail', email && <MailLink email={email} />],
          ['Phone', person.phone],
          ['LinkedIn', linkedinUrl && <WebLink text={linkedinUrl} />],
          ['Sales Navigator', salesNavUrl && <WebLink text={salesNavUrl} />],
          ['Location', locationOf(person)],
          ['First name', person.firstName],
          ['Last name', person.lastName],
        ]}
      />
      {company && (
        <Anchor component={Link} to={`/lists/${listId}/companies?row=${company.id}`} size="sm">
          Show company
        </Anchor>
      )}
      <Fields
        title="Company"
        fields={
          company
            ? companyFields(company)
            : [
                ['Name', person.companyName],
                ['Domain', person.companyDomain && <WebLink text={person.companyDomain} />],
                ['LinkedIn', person.companyLinkedinUrl && <WebLink text={person.companyLinkedinUrl} />],
              ]
        }
      />
      <Fields title="Custom fields" fields={person.custom.map(({ name, value }) => [name, value])} />
      <Fields
        title="Origin"
        fields={[
          ['Source', sourceLabels[person.source]],
          ['Added', dateTime(person.addedAt)],
          ['Added by', run && <RunLink run={run} />],
          ['Edited', editedAt && dateTime(editedAt)],
        ]}
      />
    </>
  )
}
