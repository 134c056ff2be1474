import { Group, Stack, Tabs, Text } from '@mantine/core'
import { Suspense, useCallback } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useQuery } from 'urql'
import { ErrorNote } from '../../components/error-note.tsx'
import { number } from '../../components/format.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { graphql } from '../../gql/gql.ts'
import { useActiveRuns } from '../../runs/live-runs.tsx'
import { RunCard } from '../../runs/run-card.tsx'
import { lazyPage } from '../../shell/lazy-page.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { DeleteList } from '../lists/delete-list.tsx'
import { RenameList } from '../lists/rename-list.tsx'
import { type ListHead, useChange, useRevision } from './list-head.ts'
import { PeopleTab } from './people/people-tab.tsx'

// Most visits are for the people.
const CompaniesTab = lazyPage(() => import('./companies/companies-tab.tsx'))
const ImportsTab = lazyPage(() => import('./imports-tab.tsx'))
const DuplicatesTab = lazyPage(() => import('./duplicates/duplicates-tab.tsx'))
const SkippedRowsTab = lazyPage(() => import('./skipped-rows-tab.tsx'))

const ListPageHead = graphql(`
  query ListPageHead($listId: ID!) {
    list(id: $listId) { ...ListHead }
  }
`)

const tabs = ['people', 'companies', 'imports', 'skipped-rows', 'duplicates'] as const

/** A list: its people, its companies, its imports and their skipped rows. */
export default function ListPage() {
  const { listId = '' } = useParams()
  // Never shows another list while this one is loading.
  return <OneList key={listId} listId={listId} />
}

function OneList({ listId }: { listId: string }) {
  const [{ data, error }, refetch] = useQuery({ query: ListPageHead, variables: { listId } })
  const refresh = useCallback(() => refetch({ requestPolicy: 'network-only' }), [refetch])
  if (data?.list) return <ListDetails list={data.list} refresh={refresh} />
  if (data) return <NotFound />
  return <Page title="List">{error ? <ErrorNote error={error} onRetry={refresh} /> : <Loading />}</Page>
}

function ListDetails({ list, refresh }: { list: ListHead; refresh: () => void }) {
  const { '*': rest = '' } = useParams()
  const navigate = useNavigate()
  const active = useActiveRuns().filter((run) => run.list?.id === list.id)
  const revision = useRevision(list, active)
  // The counts change with every page of an import.
  useChange(revision, refresh)
  const defaultTab = list.rows.totalCount === 0 && list.companies.totalCount > 0 ? 'companies' : 'people'
  const tab = rest === '' ? defaultTab : tabs.find((name) => name === rest)
  if (!tab) return <NotFound />
  const panels = {
    people: <PeopleTab listId={list.id} revision={revision} refresh={refresh} />,
    companies: <CompaniesTab list={list} revision={revision} refresh={refresh} />,
    imports: <ImportsTab listId={list.id} />,
    'skipped-rows': <SkippedRowsTab listId={list.id} />,
    duplicates: <DuplicatesTab listId={list.id} revision={revision} refresh={refresh} />,
  }
  return (
    <Page
      isWide
      title={list.name}
      actions={
        <Group gap="xs">
          <RenameList list={list} />
          <DeleteList list={list} onDeleted={() => navigate('/lists', { replace: true })} />
        </Group>
      }
    >
      <Stack gap="md">
        {tab !== 'imports' && active.map((run) => <RunCard key={run.id} run={run} />)}
        <Tabs value={tab} onChange={(name) => navigate(`/lists/${list.id}/${name}`)} keepMounted={false}>
          <Tabs.List mb="md">
            <Tab value="people" label="People" count={list.rows.totalCount} />
            <Tab value="companies" label="Companies" count={list.companies.totalCount} />
            <Tab value="imports" label="Imports" count={list.importRuns.totalCount} />
            <Tab value="skipped-rows" label="Skipped rows" />
            {(list.possibleDuplicates.totalCount > 0 || tab === 'duplicates') && (
              <Tab value="duplicates" label="Possible duplicates" count={list.possibleDuplicates.totalCount} />
            )}
          </Tabs.List>
          {tabs.map((name) => (
            <Tabs.Panel key={name} value={name}>
              <Suspense fallback={<Loading />}>{panels[name]}</Suspense>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </Page>
  )
}

function Tab({ value, label, count }: { value: (typeof tabs)[number]; label: string; count?: number }) {
  return (
    <Tabs.Tab value={value} px={{ base: 'xs', sm: 'md' }}>
      {label}
      {count !== undefined && (
        <Text span size="xs" c="dimmed" className="number" visibleFrom="sm" ml={6}>
          {number(count)}
        </Text>
      )}
    </Tabs.Tab>
  )
}
