import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { uncachedClient } from '../../api/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { pluralize } from '../../components/format.ts'
import type { CursorItem } from './cursor-pages.ts'
import { MailLink, PageLinks } from './links.tsx'
import { locationOf } from './location.ts'
import { type Person, peopleOf } from './people.ts'
import { PersonPanel } from './person-panel.tsx'
import { RowsTable } from './rows-table.tsx'
import { SearchField } from './search-field.tsx'
import { sourceLabels } from './source-labels.ts'
import { TwoLines } from './two-lines.tsx'
import type { Column } from './virtual-row.tsx'

const columns: readonly Column<Person>[] = [
  {
    label: 'Person',
    show: (person) => <TwoLines isStrong first={nameOf(person)} second={person.title ?? person.headline} />,
  },
  {
    label: 'Company',
    show: ({ companyName, companyDomain }) => (
      <TwoLines first={companyName ?? companyDomain} second={companyName === null ? null : companyDomain} />
    ),
  },
  {
    label: 'E-mail',
    isWideOnly: true,
    show: ({ email }) => <TwoLines first={email && <MailLink email={email} />} />,
  },
  { label: 'Location', width: '17%', isWideOnly: true, show: (person) => <TwoLines first={locationOf(person)} /> },
  {
    label: 'LinkedIn',
    width: 86,
    isWideOnly: true,
    show: (person) => <PageLinks name={nameOf(person)} linkedin={person.linkedinUrl ?? person.salesNavUrl} />,
  },
  { label: 'Source', width: 132, isWideOnly: true, show: ({ source }) => <TwoLines first={sourceLabels[source]} /> },
]

/** The people of a list. */
export function PeopleTab({ listId, revision }: { listId: string; revision: string }) {
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<CursorItem<Person> | null>(null)
  const source = useMemo(() => peopleOf(uncachedClient, listId, search), [listId, search])
  return (
    <>
      <RowsTable
        label="People"
        columns={columns}
        source={source}
        revision={revision}
        search={search}
        above={280}
        count={(total) => pluralize(total, 'person', 'people')}
        toolbar={(isBusy) => (
          <SearchField label="Search name, e-mail, company or title" isBusy={isBusy} onSearch={setSearch} />
        )}
        empty={
          search === '' ? (
            <EmptyState
              title="No people in this list"
              action={
                <Button component={Link} to="/new-import">
                  New import
                </Button>
              }
            >
              Import people to fill it. Companies imported as leads are on the Companies tab.
            </EmptyState>
          ) : (
            <EmptyState title="No matches">
              No name, e-mail, company or title contains “<bdi>{search}</bdi>”.
            </EmptyState>
          )
        }
        onOpen={setOpen}
      />
      <PersonPanel listId={listId} search={search} placed={open} onClose={() => setOpen(null)} />
    </>
  )
}

function nameOf({ fullName, email }: Person): string {
  return fullName ?? email ?? 'Unnamed person'
}
