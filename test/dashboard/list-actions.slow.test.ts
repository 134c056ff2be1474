import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { expectAccessible, expectAccessibleEverywhere, startBrowser } from '../support/browser.ts'
import { createImporter } from '../support/imports.ts'
import { createLongList } from '../support/leads.ts'

const browser = await startBrowser()
const app = await startTestApp()

const guests = [
  'fullName,email,title,companyName,companyDomain',
  'Ada,ada@acme.com,Countess,Acme,acme.com',
  'Carl,carl@movers.com,Director,Movers,movers.com',
  'Emmy,emmy@zeta.com,Director,Zeta,zeta.com',
  '',
].join('\n')

test('rows are selected by key and by range, and deleted after their number was said', async () => {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(guests)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token: importer.token })
  await page.getByRole('gridcell', { name: 'Countess' }).click()
  await page.keyboard.press(' ')
  await page.getByRole('status').getByText('1 person selected').waitFor()
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByRole('status').getByText('2 people selected').waitFor()
  await page.getByRole('button', { name: 'Clear selection' }).click()
  await page.getByRole('checkbox', { name: 'Select row 3' }).click()
  await page.getByRole('checkbox', { name: 'Select row 2' }).click({ modifiers: ['Shift'] })
  await page.getByRole('status').getByText('2 people selected').waitFor()
  await page.getByRole('group', { name: 'Selected rows' }).getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menu').getByText('2 people selected').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Shown columns as CSV' }).click(),
  ])
  const exported = await readFile(await download.path(), 'utf8')
  expect(exported.match(/(Ada|Carl|Emmy),/g)).toEqual(['Carl,', 'Emmy,'])
  await page.getByRole('group', { name: 'Selected rows' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Delete 2 people? They are removed permanently.').waitFor()
  await expectAccessibleEverywhere(page)
  await page.getByRole('button', { name: 'Delete permanently' }).click()
  await page.getByRole('status').getByText('1 person', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Ada', exact: true }).waitFor()
  const left = await app.prisma.listRow.findMany({ where: { listId }, select: { fullName: true } })
  expect(left).toEqual([{ fullName: 'Ada' }])
  expect(errors).toEqual([])
})

test('all rows that match are moved, with more than one call may name, and the companies of selected rows are blocked', async () => {
  const importer = await createImporter(app)
  const listId = await createLongList(app, importer.userId, 1_200)
  const target = await importer.importCsv(guests, { name: 'Elsewhere' })
  const { page, errors } = await browser.view(app, {
    path: `/lists/${listId}?name.contains=person+1`,
    token: importer.token,
  })
  // Person 1, 10 to 19, 100 to 199 and 1000 to 1199.
  await page.getByRole('status').getByText('312 people').waitFor()
  await page.getByRole('checkbox', { name: 'Select all that match' }).click()
  await page.getByRole('status').getByText('all 312 people selected').waitFor()
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByRole('dialog', { name: 'Move' }).getByPlaceholder('Search lists').click()
  await page.getByRole('option', { name: 'Elsewhere' }).click()
  await expectAccessibleEverywhere(page)
  await page.getByRole('button', { name: 'Move people' }).click()
  await page.getByText('312 people moved').waitFor()
  await page.getByText('No matches').waitFor()
  expect(await app.prisma.listRow.count({ where: { listId: target.listId } })).toBe(3 + 312)

  await page.goto(`/lists/${target.listId}?company.is=Acme`)
  await page.getByRole('checkbox', { name: 'Select row 1' }).click()
  await page.getByRole('button', { name: 'Block company' }).click()
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByText('1 company blocked.').waitFor()
  expect(await app.prisma.blockedCompany.count({ where: { ownerId: importer.userId } })).toBe(1)
  expect(errors).toEqual([])
})

test('a cell is edited in place: Enter saves, Esc cancels, and a change or a duplicate that it meets is said', async () => {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(guests)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token: importer.token })
  const titleOf = async (name: string) =>
    (await app.prisma.listRow.findFirst({ where: { listId, fullName: name }, select: { title: true } }))?.title
  const editor = page.getByRole('textbox', { name: 'Title of Ada' })
  await page.getByRole('gridcell', { name: 'Countess' }).dblclick()
  await editor.fill('Queen')
  await page.keyboard.press('Escape')
  await page.getByRole('gridcell', { name: 'Countess' }).press('Enter')
  await editor.fill('Analyst')
  await page.keyboard.press('Enter')
  await editor.waitFor({ state: 'detached' })
  expect(await titleOf('Ada')).toBe('Analyst')

  const { list } = await importer.query<{ list: { rows: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { list(id: $id) { rows { nodes { id } } } }',
    { id: listId },
  )
  const change = (title: string) =>
    importer.query('mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { __typename } }', {
      input: { rowId: list.rows.nodes[0]?.id, set: { title } },
    })
  await change('Pioneer')
  await page.getByRole('gridcell', { name: 'Analyst' }).press('Enter')
  await editor.fill('Programmer')
  await page.keyboard.press('Enter')
  await page.getByText('Title of Ada is now “Pioneer”.').waitFor()
  await expectAccessible(page)
  expect(await titleOf('Ada')).toBe('Pioneer')
  await page.getByRole('button', { name: 'Save mine' }).click()
  await editor.waitFor({ state: 'detached' })
  await page.getByRole('gridcell', { name: 'Programmer' }).waitFor()
  expect(await titleOf('Ada')).toBe('Programmer')

  await change('Founder')
  await page.getByRole('gridcell', { name: 'Programmer' }).press('Enter')
  await editor.fill('Author')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Keep that' }).click()
  await editor.waitFor({ state: 'detached' })
  await page.getByRole('gridcell', { name: 'Founder' }).waitFor()
  expect(await titleOf('Ada')).toBe('Founder')

  await page.getByRole('gridcell', { name: 'ada@acme.com' }).press('Enter')
  await page.getByRole('textbox', { name: 'E-mail of Ada' }).fill('carl@movers.com')
  await page.keyboard.press('Enter')
  const refusal = page.getByRole('dialog', { name: 'E-mail of Ada was not saved' })
  await refusal.getByRole('button', { name: 'Show the other' }).click()
  await page.getByRole('dialog', { name: 'Carl' }).waitFor()
  expect(errors).toEqual([])
})

test('a person is added by hand, and possible duplicates are merged', async () => {
  const importer = await createImporter(app)
  const file = [
    'fullName,email,linkedinUrl',
    'Ada Byron,ada@acme.com,',
    'A. Byron,,linkedin.com/in/ada',
    'Ada B.,ada@acme.com,linkedin.com/in/ada',
    '',
  ].join('\n')
  const { listId, runId } = await importer.importCsv(file)
  const { page, errors } = await browser.view(app, { path: `/lists/${listId}`, token: importer.token })
  await page.getByRole('button', { name: 'Add person' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add person' })
  await dialog.getByRole('button', { name: 'Add person' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('Name', { exact: true }).fill('Emmy Noether')
  await expectAccessibleEverywhere(page)
  await dialog.getByRole('button', { name: 'Add person' }).click()
  await page.getByRole('button', { name: 'Emmy Noether', exact: true }).waitFor()

  await page.getByRole('tab', { name: 'Possible duplicates' }).click()
  const pair = page
    .getByRole('article', { name: 'A. Byron and Ada Byron' })
    .or(page.getByRole('article', { name: 'Ada Byron and A. Byron' }))
  await pair.waitFor()
  await expectAccessibleEverywhere(page)
  await pair.getByRole('button', { name: /^Keep A\. Byron/ }).click()
  await page.getByText('No possible duplicates').waitFor()
  const names = await app.prisma.listRow.findMany({
    where: { listId },
    orderBy: { id: 'asc' },
    select: { fullName: true },
  })
  expect(names.map(({ fullName }) => fullName)).toEqual(['A. Byron', 'Emmy Noether'])

  // From a merged row to the person, back to the row alone, and to the import and the people that it added.
  await page.goto(`/lists/${listId}/skipped-rows?run=${runId}`)
  await page.getByRole('button', { name: '3', exact: true }).click()
  await page.getByRole('dialog', { name: 'Row 3' }).getByRole('link', { name: 'A. Byron' }).click()
  await page
    .getByRole('dialog', { name: 'A. Byron' })
    .getByRole('link', { name: /^Row 3 · File/ })
    .click()
  await page.getByRole('dialog', { name: 'Row 3' }).getByText('Ada B.', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Show all skipped rows' }).click()
  await page.getByRole('button', { name: 'Download CSV' }).waitFor()
  await page.getByRole('button', { name: '3', exact: true }).click()
  await page.getByRole('dialog', { name: 'Row 3' }).getByRole('link', { name: 'A. Byron' }).click()
  await page.getByRole('dialog', { name: 'A. Byron' }).getByRole('link', { name: /^File/ }).click()
  await page.getByRole('link', { name: 'Show added rows' }).click()
  await page.getByText('Added by one import').waitFor()
  await page.getByRole('status').getByText('1 person').waitFor()
  expect(errors).toEqual([])
})
