import { Stack } from '@mantine/core'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { countOf, number } from '../../components/format.ts'
import { type Company, companiesOf } from './companies.ts'
import { CompanyPanel } from './company-panel.tsx'
import type { Placed } from './cursor-pages.ts'
import { EnrichmentState } from './enrichment-state.tsx'
import { PageLinks } from './links.tsx'
import type { ListHead } from './list-head.ts'
import { placeOf } from './row-source.ts'
import { RowsTable } from './rows-table.tsx'
import { SearchField } from './search-field.tsx'
import { TwoLines } from './two-lines.tsx'
import { useDoor } from './use-uncached-client.ts'
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
    show: (company) => <TwoLines first={company.headquarters ?? placeOf(company)} />,
  },
  {
    label: 'Followers',
    width: 104,
    isRight: true,
    isWideOnly: true,
    show: ({ linkedinFollowers }) => <TwoLines first={linkedinFollowers === null ? null : number(linkedinFollowers)} />,
  },
  {
    label: 'Pages',
    width: 92,
    isWideOnly: true,
    show: (company) => (
      <PageLinks name={nameOf(company)} linkedin={company.linkedinUrl} website={company.website ?? company.domain} />
    ),
  },
]

/** The companies of a list, however many, and the look-up of what they lack. */
export function CompaniesTab({ list, epoch }: { list: ListHead; epoch: string }) {
  const door = useDoor()
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<Placed<Company> | null>(null)
  const source = useMemo(() => companiesOf(door, list.id, search), [door, list.id, search])
  return (
    <Stack gap="md">
      <EnrichmentState list={list} />
      <RowsTable
        label="Companies"
        columns={columns}
        source={source}
        epoch={epoch}
        search={search}
        above={352}
        count={(total) => countOf(total, 'company', 'companies')}
        tools={(isBusy) => <SearchField label="Search name or domain" isBusy={isBusy} onSearch={setSearch} />}
        empty={
          search === '' ? (
            <EmptyState title="No companies in this list">
              They come with the people who work there, or from an import of companies.
            </EmptyState>
          ) : (
            <EmptyState title="None found">{`No company’s name or domain contains “${search}”.`}</EmptyState>
          )
        }
        onOpen={setOpen}
      />
      <CompanyPanel listId={list.id} search={search} placed={open} onClose={() => setOpen(null)} />
    </Stack>
  )
}

function nameOf({ name, domain }: Company): string {
  return name ?? domain ?? 'Without a name'
}
