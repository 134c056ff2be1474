import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { dateTime } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { graphql } from '../../gql/gql.ts'
import type { PersonInFullFragment } from '../../gql/graphql.ts'
import { companyFields } from './company-fields.tsx'
import type { Anchor, CursorItem } from './cursor-pages.ts'
import { Fields } from './fields.tsx'
import { filterOf } from './filter-of.ts'
import { MailLink, WebLink } from './links.tsx'
import { locationOf } from './location.ts'
import type { Person } from './people.ts'
import { SidePanel } from './side-panel.tsx'
import { sourceLabels } from './source-labels.ts'

const PersonPanelRow = graphql(`
  query PersonPanelRow($listId: ID!, $after: String, $offset: Int!, $filter: RowFilter) {
    list(id: $listId) {
      id
      rows(first: 1, after: $after, offset: $offset, filter: $filter) { nodes { ...PersonInFull } }
    }
  }
`)

graphql(`
  fragment PersonInFull on ListRow {
    ...PersonInTable
    firstName
    lastName
    phone
    seniority
    department
    companyLinkedinUrl
    custom { name value }
    addedAt
    company { ...CompanyInFull }
  }
`)

interface Props {
  listId: string
  search: string
  placed: CursorItem<Person> | null
  onClose: () => void
}

/** A person with every field, and their company. */
export function PersonPanel({ listId, search, placed, onClose }: Props) {
  return (
    <SidePanel item={placed} title={({ item }) => item.fullName ?? item.email ?? 'Unnamed person'} onClose={onClose}>
      {({ anchor, item }) => <PersonDetails listId={listId} search={search} anchor={anchor} id={item.id} />}
    </SidePanel>
  )
}

function PersonDetails({ listId, search, anchor, id }: { listId: string; search: string; anchor: Anchor; id: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonPanelRow,
    variables: { listId, filter: filterOf(search), ...anchor },
    requestPolicy: 'cache-and-network',
  })
  const person = data?.list?.rows.nodes.find((node) => node.id === id)
  if (person) return <PersonFields person={person} />
  if (error) return <ErrorNote error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />
  return <Loading rows={8} height={20} />
}

function PersonFields({ person }: { person: PersonInFullFragment }) {
  const { email, linkedinUrl, salesNavUrl, company } = person
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
        ]}
      />
    </>
  )
}
