import { Stack } from '@mantine/core'
import { useMemo, useState } from 'react'
import { uncachedClient } from '../../api/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { number, pluralize } from '../../components/format.ts'
import { type Company, companiesOf } from './companies.ts'
import { CompanyPanel } from './company-panel.tsx'
import type { CursorItem } from './cursor-pages.ts'
import { EnrichmentState } from './enrichment-state.tsx'
import { PageLinks } from './links.tsx'
import type { ListHead } from './list-head.ts'
import { locationOf } from './location.ts'
import { RowsTable } from './rows-table.tsx'
import { SearchField } from './search-field.tsx'
import { TwoLines } from './two-lines.tsx'
import type { Column } from './virtual-row.tsx'

const columns: readonly Column<Company>[] = [
  { label: 'Company', show: (company) => <TwoLines isStrong first={nameOf(company)} second={company.domain} /> },
  { label: 'Industry', width: '17%', isWideOnly: true, show: ({ industry }) => <TwoLines first={industry} /> },
  {
    label: 'Employees',
    width: 110,
    isRight: true,
    show: ({ employeeCount, employeeRange }) => (
      <TwoLines first={employeeCount === null ? employeeRange : number(employeeCount)} />
    ),
  },
  {
    label: 'Founded',
    width: 92,
    isRight: true,
    isWideOnly: true,
    show: ({ founded }) => <TwoLines first={founded === null ? null : String(founded)} />,
  },
  {
    label: 'Headquarters',
    width: '19%',
    isWideOnly: true,
    show: (company) => <TwoLines first={company.headquarters ?? locationOf(company)} />,
  },
  {
    label: 'Followers',
    width: 104,
    isRight: true,
    isWideOnly: true,
    show: ({ linkedinFollowers }) => <TwoLines first={linkedinFollowers === null ? null : number(linkedinFollowers)} />,
  },
  {
    label: 'Links',
    width: 92,
    isWideOnly: true,
    show: (company) => (
      <PageLinks name={nameOf(company)} linkedin={company.linkedinUrl} website={company.website ?? company.domain} />
    ),
  },
]

/** The companies of a list and their enrichment. */
export default function CompaniesTab({ list, revision }: { list: ListHead; revision: string }) {
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<CursorItem<Company> | null>(null)
  const source = useMemo(() => companiesOf(uncachedClient, list.id, search), [list.id, search])
  return (
    <Stack gap="md">
      <EnrichmentState list={list} />
      <RowsTable
        label="Companies"
        columns={columns}
        source={source}
        revision={revision}
        search={search}
        above={352}
        count={(total) => pluralize(total, 'company', 'companies')}
        toolbar={(isBusy) => <SearchField label="Search name or domain" isBusy={isBusy} onSearch={setSearch} />}
        empty={
          search === '' ? (
            <EmptyState title="No companies in this list">
              Companies are added with the people who work there, or by an import of companies.
            </EmptyState>
          ) : (
            <EmptyState title="No matches">
              No company’s name or domain contains “<bdi>{search}</bdi>”.
            </EmptyState>
          )
        }
        onOpen={setOpen}
      />
      <CompanyPanel listId={list.id} search={search} placed={open} onClose={() => setOpen(null)} />
    </Stack>
  )
}

function nameOf({ name, domain }: Company): string {
  return name ?? domain ?? 'Unnamed company'
}
