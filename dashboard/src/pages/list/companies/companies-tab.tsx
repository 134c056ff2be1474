import { Stack } from '@mantine/core'
import { EmptyState } from '../../../components/empty-state.tsx'
import { EnrichmentState } from '../enrichment-state.tsx'
import { AddCompany } from '../leads/add-lead.tsx'
import { LeadsTab } from '../leads/leads-tab.tsx'
import type { ListHead } from '../list-head.ts'
import { companies } from './companies.ts'
import { CompanyPanel } from './company-panel.tsx'

interface Props {
  list: ListHead
  revision: string
  refresh: () => void
}

/** The companies of a list and their enrichment. */
export default function CompaniesTab({ list, revision, refresh }: Props) {
  return (
    <Stack gap="md">
      <EnrichmentState list={list} />
      <LeadsTab
        kind={companies}
        listId={list.id}
        revision={revision}
        refresh={refresh}
        above={352}
        empty={
          <EmptyState title="No companies in this list">
            Companies are added with the people who work there, or by an import of companies.
          </EmptyState>
        }
        panel={(panel) => <CompanyPanel {...panel} listId={list.id} />}
        add={(onAdded) => <AddCompany listId={list.id} onAdded={onAdded} />}
      />
    </Stack>
  )
}
