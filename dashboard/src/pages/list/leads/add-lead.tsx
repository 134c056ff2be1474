import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { lazyPage } from '../../../shell/lazy-page.ts'
import type { AddDialogProps } from './add-dialog.tsx'

const AddDialog = lazyPage(() => import('./add-dialog.tsx'))

interface Props {
  listId: string
  onAdded: () => void
}

/** Adds a person by hand. */
export function AddPerson(props: Props) {
  return (
    <AddButton
      {...props}
      label="Add person"
      fields={[
        ['fullName', 'Name'],
        ['email', 'E-mail'],
        ['title', 'Title'],
        ['companyName', 'Company'],
        ['companyDomain', 'Company domain'],
        ['linkedinUrl', 'LinkedIn profile'],
        ['phone', 'Phone'],
        ['country', 'Country'],
      ]}
      toInput={(person) => ({ people: [person] })}
    />
  )
}

/** Adds a company by hand. */
export function AddCompany(props: Props) {
  return (
    <AddButton
      {...props}
      label="Add company"
      fields={[
        ['name', 'Name'],
        ['domain', 'Domain'],
        ['industry', 'Industry'],
        ['linkedinUrl', 'LinkedIn page'],
        ['phone', 'Phone'],
        ['country', 'Country'],
      ]}
      toInput={(company) => ({ companies: [company] })}
    />
  )
}

function AddButton(props: Omit<AddDialogProps, 'onClose'>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      {isOpen && (
        <Suspense>
          <AddDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
