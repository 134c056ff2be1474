import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { countOf } from '../../components/format.ts'
import type { Placed } from './cursor-pages.ts'
import { MailLink, PageLinks } from './links.tsx'
import { type Person, peopleOf } from './people.ts'
import { PersonPanel } from './person-panel.tsx'
import { placeOf, sourceNames } from './row-source.ts'
import { RowsTable } from './rows-table.tsx'
import { SearchField } from './search-field.tsx'
import { TwoLines } from './two-lines.tsx'
import { useDoor } from './use-uncached-client.ts'
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
  { label: 'Location', width: '17%', isWideOnly: true, show: (person) => <TwoLines first={placeOf(person)} /> },
  {
    label: 'LinkedIn',
    width: 86,
    isWideOnly: true,
    show: (person) => <PageLinks name={nameOf(person)} linkedin={person.linkedinUrl ?? person.salesNavUrl} />,
  },
  { label: 'Source', width: 132, isWideOnly: true, show: ({ source }) => <TwoLines first={sourceNames[source]} /> },
]

/** The people of a list, however many. */
export function PeopleTab({ listId, epoch }: { listId: string; epoch: string }) {
  const door = useDoor()
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<Placed<Person> | null>(null)
  const source = useMemo(() => peopleOf(door, listId, search), [door, listId, search])
  return (
    <>
      <RowsTable
        label="People"
        columns={columns}
        source={source}
        epoch={epoch}
        search={search}
        above={280}
        count={(total) => countOf(total, 'person', 'people')}
        tools={(isBusy) => (
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
              An import of people brings them in. A list of companies alone has them under Companies.
            </EmptyState>
          ) : (
            <EmptyState title="Nobody found">{`Nobody’s name, e-mail, company or title contains “${search}”.`}</EmptyState>
          )
        }
        onOpen={setOpen}
      />
      <PersonPanel listId={listId} search={search} placed={open} onClose={() => setOpen(null)} />
    </>
  )
}

function nameOf({ fullName, email }: Person): string {
  return fullName ?? email ?? 'Without a name'
}
