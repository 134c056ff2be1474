import { Alert, Anchor, Button, Checkbox, Group, Paper, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { CombinedError } from 'urql'
import { ConfirmButton } from '../components/confirm-button.tsx'
import { DataTable } from '../components/data-table.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { ErrorNote } from '../components/error-note.tsx'
import { number } from '../components/format.ts'
import { Loading } from '../components/loading.tsx'
import { Section } from './section.tsx'

const people = [
  { name: 'Ada Marrow', company: 'Marrowby & Sons', leads: 1_200 },
  { name: 'Ольга Quill', company: 'Quillfeather', leads: 7 },
]

/** Buttons, fields, notes and tables. */
export function Parts() {
  return (
    <>
      <Section title="Buttons">
        <Group>
          <Button>Primary</Button>
          <Button variant="default">Secondary</Button>
          <Button variant="subtle">Subtle</Button>
          <Button disabled>Disabled</Button>
          <ConfirmButton label="Delete" question="Delete this?" confirm="Delete it" onConfirm={() => {}} />
          <Anchor href="#content">Link</Anchor>
        </Group>
      </Section>
      <Section title="Fields">
        <Paper withBorder p="md">
          <Stack gap="sm">
            <TextInput label="Name" placeholder="Guests" />
            <TextInput label="With an error" defaultValue="x" error="A list needs a name." />
            <PasswordInput
              label="Token"
              description="Starts with ls_."
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide' }}
            />
            <Select label="Format" data={['CSV', 'Excel']} defaultValue="CSV" comboboxProps={{ withinPortal: false }} />
            <Checkbox label="Skip existing customers" defaultChecked />
          </Stack>
        </Paper>
      </Section>
      <Section title="Notes">
        <Alert color="orange" variant="outline" title="Not enough credits">
          This import needs 20 credits. You have 3.
        </Alert>
        <ErrorNote error={new CombinedError({ networkError: new Error('offline') })} onRetry={() => {}} />
        <EmptyState title="No lists yet">A list holds the people and companies that you import.</EmptyState>
        <Loading rows={2} height={24} />
      </Section>
      <Section title="Table">
        <DataTable
          label="Example"
          items={people}
          keyOf={({ name }) => name}
          columns={[
            { label: 'Name', show: ({ name }) => name },
            { label: 'Company', show: ({ company }) => company },
            { label: 'Leads', isRight: true, show: ({ leads }) => number(leads) },
          ]}
        />
      </Section>
    </>
  )
}
