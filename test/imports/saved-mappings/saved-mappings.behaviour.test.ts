import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { startImport } from '../../support/runs.ts'

const app = await startTestApp()

interface Preview {
  uploadId: string
  dataType: string
  confidence: string
  savedMapping: { usedAt: string } | null
  personMapping: Record<string, unknown>
  companyMapping: Record<string, unknown>
}

function preview(importer: Importer, csvText: string) {
  const selection = `uploadId dataType confidence savedMapping { usedAt }
    personMapping { fullName email title custom { column name } } companyMapping { name domain }`
  return mutate<Preview>(importer, 'previewImport', { csvText }, selection)
}

const csv = 'Name,E-Mail,Role\nAnn,ann@x.example,Boss\n'
const personMapping = { fullName: 'Name', email: 'E-Mail', custom: [{ column: 'Role', name: 'Function' }] }

it('the mapping of an import is suggested again for the same header, until it is forgotten', async () => {
  const importer = await createImporter(app)
  const first = await preview(importer, csv)
  expect(first).toMatchObject({ savedMapping: null, personMapping: { title: 'Role' } })
  await startImport(importer, csv, { personMapping, companyMapping: null })

  const again = await preview(importer, 'NAME,e-mail, role \nBob,bob@x.example,Boss\n')
  expect(again).toMatchObject({
    ...{ dataType: 'PEOPLE', confidence: 'HIGH', savedMapping: { usedAt: expect.any(String) } },
    personMapping: {
      ...{ fullName: 'NAME', email: 'e-mail', title: null },
      custom: [{ column: 'role', name: 'Function' }],
    },
  })
  const other = await preview(importer, 'Name,E-Mail,Role,Phone\nAnn,ann@x.example,Boss,1\n')
  expect(other.savedMapping).toBeNull()
  const stranger = await createImporter(app)
  expect((await preview(stranger, csv)).savedMapping).toBeNull()

  const { uploadId } = again
  expect(await mutate(importer, 'forgetMapping', { uploadId }, 'forgotten')).toMatchObject({ forgotten: true })
  expect(await mutate(importer, 'forgetMapping', { uploadId }, 'forgotten')).toMatchObject({ forgotten: false })
  expect(await preview(importer, csv)).toMatchObject({ savedMapping: null, personMapping: { title: 'Role' } })
})

it('a later import replaces the mapping, and the type of its rows is suggested', async () => {
  const importer = await createImporter(app)
  await startImport(importer, csv, { personMapping, companyMapping: null })
  const companyMapping = { name: 'Name' }
  await startImport(importer, csv, { dataType: 'COMPANIES', personMapping: null, companyMapping })
  expect(await preview(importer, csv)).toMatchObject({ dataType: 'COMPANIES', confidence: 'HIGH' })
})

it('for the type of rows that was not imported, a mapping is suggested as for a new file', async () => {
  const importer = await createImporter(app)
  const file = 'Name,E-Mail,Company,Domain\nAnn Archer,ann@x.example,Acme Ltd,x.example\n'
  await startImport(importer, file, { personMapping: { fullName: 'Name' }, companyMapping: null })
  expect(await preview(importer, file)).toMatchObject({
    savedMapping: { usedAt: expect.any(String) },
    personMapping: { fullName: 'Name', email: null },
    companyMapping: { name: 'Company', domain: 'Domain' },
  })
})

it('a file without a header has no saved mapping', async () => {
  const importer = await createImporter(app)
  const rows = 'ann@x.example,Ann Archer\nbob@x.example,Bob Baker\n'
  const { uploadId, personMapping: suggested } = await preview(importer, rows)
  const { email } = suggested
  await mutate(
    importer,
    'createListWithImport',
    { name: 'L', dataType: 'PEOPLE', uploadId, personMapping: { email } },
    'runId',
  )
  expect((await preview(importer, rows)).savedMapping).toBeNull()
  expect(await app.prisma.savedMapping.count({ where: { ownerId: importer.userId } })).toBe(0)
})
