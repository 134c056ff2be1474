import { expect, test } from 'vitest'
import { InvalidInputError } from '../../src/errors.ts'
import { EmailTakenError, UserNotFoundError } from '../../src/users/errors.ts'
import { createUser, findUserByEmail } from '../../src/users/users.ts'
import { createDatabase } from '../support/database.ts'

const { pool, prisma } = await createDatabase()

test('creates the user, the credit account and the first grant together', async () => {
  const user = await createUser(pool, { email: ' Ada@Example.com ', name: ' Ada ', credits: 1_000 })
  expect(user).toEqual({ id: user.id, email: 'ada@example.com', name: 'Ada' })
  expect(
    await prisma.creditAccount.findUnique({ where: { userId: user.id }, include: { entries: true } }),
  ).toMatchObject({
    balance: 1_000,
    reserved: 0,
    entries: [{ kind: 'GRANT', amount: 1_000, reservedAmount: 0, quantity: 1_000 }],
  })
})

test('creates a credit account without entries for a user without credits', async () => {
  const { id } = await createUser(pool, { email: 'poor@example.com', name: 'Poor', credits: 0 })
  expect(await prisma.creditAccount.findUnique({ where: { userId: id }, include: { entries: true } })).toMatchObject({
    balance: 0,
    entries: [],
  })
})

test('refuses an e-mail address that is taken, ignoring case', async () => {
  await createUser(pool, { email: 'taken@example.com', name: 'First', credits: 5 })
  const again = createUser(pool, { email: 'TAKEN@example.com', name: 'Second', credits: 5 })
  await expect(again).rejects.toThrow(EmailTakenError)
  await expect(again).rejects.toThrow('A user with the e-mail address taken@example.com already exists.')
})

test('creates one user for concurrent requests with the same e-mail address', async () => {
  const attempts = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => createUser(pool, { email: 'race@example.com', name: `Racer ${n}`, credits: 1 })),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []))).toEqual(
    Array(3).fill(expect.any(EmailTakenError)),
  )
})

test.each([
  [{ email: 'nobody', name: 'A', credits: 1 }, 'email'],
  [{ email: 'a b@example.com', name: 'A', credits: 1 }, 'email'],
  [{ email: 'a@example.com', name: '  ', credits: 1 }, 'name'],
  [{ email: 'a@example.com', name: 'A', credits: -1 }, 'amount'],
  [{ email: 'a@example.com', name: 'A', credits: 1.5 }, 'amount'],
])('refuses %o and stores nothing', async (input, field) => {
  const before = await prisma.user.count()
  const failing = createUser(pool, input)
  await expect(failing).rejects.toThrow(InvalidInputError)
  await expect(failing).rejects.toMatchObject({ field })
  expect(await prisma.user.count()).toBe(before)
})

test('finds a user by e-mail address, ignoring case, and reports an unknown address', async () => {
  const { id } = await createUser(pool, { email: 'found@example.com', name: 'Found', credits: 0 })
  expect(await findUserByEmail(pool, ' Found@Example.COM')).toMatchObject({ id })
  await expect(findUserByEmail(pool, 'lost@example.com')).rejects.toThrow(UserNotFoundError)
})
