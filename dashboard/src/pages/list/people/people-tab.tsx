import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { EmptyState } from '../../../components/empty-state.tsx'
import { lazyPage } from '../../../shell/lazy-page.ts'
import { AddPerson } from '../leads/add-lead.tsx'
import { LeadsTab } from '../leads/leads-tab.tsx'
import { people } from './people.ts'

const PersonPanel = lazyPage(() => import('./person-panel.tsx'))
const TransferPeople = lazyPage(() => import('./transfer-people.tsx'))

interface Props {
  listId: string
  revision: string
  refresh: () => void
}

/** The people of a list. */
export function PeopleTab({ listId, revision, refresh }: Props) {
  return (
    <LeadsTab
      kind={people}
      listId={listId}
      revision={revision}
      refresh={refresh}
      above={280}
      empty={
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
      }
      panel={(panel) => <PersonPanel {...panel} listId={listId} />}
      actions={(action) => <TransferPeople {...action} listId={listId} />}
      add={(onAdded) => <AddPerson listId={listId} onAdded={onAdded} />}
    />
  )
}
