import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { graphql, post } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'
import { allEvents, createWebhook, readWebhooks } from '../support/receiver.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
})

type Query = ReturnType<typeof graphql>

const create = (query: Query, input: Record<string, unknown>) =>
  query(
    `mutation ($input: CreateWebhookInput!) {
      createWebhook(input: $input) { __typename ... on Error { message } ... on InvalidInputError { field } }
    }`,
    { input: { url: 'https://a.example/hook', events: ['IMPORT_COMPLETED'], ...input } },
  )

const update = (query: Query, input: Record<string, unknown>) =>
  query(
    `mutation ($input: UpdateWebhookInput!) {
      updateWebhook(input: $input) {
        ... on Error { code }
        ... on InvalidInputError { field }
        ... on UpdateWebhookPayload { webhook { url events isEnabled } }
      }
    }`,
    { input },
  )

describe('createWebhook', () => {
  it('shows the secret once', async () => {
    const user = await createImporter(app)
    const { id, secret } = await createWebhook(user, 'https://a.example/hook#part')
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(await readWebhooks(user)).toEqual([
      {
        id,
        url: 'https://a.example/hook',
        events: allEvents,
        isEnabled: true,
        disabledReason: null,
        failingSince: null,
        deliveries: { totalCount: 0, nodes: [] },
      },
    ])
  })

  it.each([
    ['text', /not a URL/],
    ['http://a.example/', /https/],
    ['ftp://a.example/', /https/],
    ['https://user:pass@a.example/', /user name/],
    [`https://a.example/${'x'.repeat(2_000)}`, /longer/],
    ['https://127.0.0.1/', /private/],
    ['https://2130706433/', /private/],
    ['https://0x7f.1/', /private/],
    ['https://[::1]/', /private/],
    ['https://[::ffff:10.0.0.1]/', /private/],
  ])('refuses %s', async (url, message) => {
    const { query } = await createImporter(app)
    expect(await create(query, { url })).toEqual({
      createWebhook: { __typename: 'InvalidInputError', field: 'url', message: expect.stringMatching(message) },
    })
  })

  it('refuses a webhook without events', async () => {
    const { query } = await createImporter(app)
    expect(await create(query, { events: [] })).toMatchObject({ createWebhook: { field: 'events' } })
  })

  it('allows ten webhooks, also when several are created at once', async () => {
    const user = await createImporter(app)
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(user.query, {})))
    expect(answers.filter((answer) => JSON.stringify(answer).includes('InvalidInputError'))).toHaveLength(2)
    expect(await readWebhooks(user)).toHaveLength(10)
  })

  it.each(['READ', 'IMPORT', 'WRITE'])('refuses a token with the scope %s, and shows it no webhooks', async (scope) => {
    const user = await createImporter(app)
    const { createApiToken } = await user.query<{ createApiToken: { token: string } }>(
      `mutation { createApiToken(input: { name: "Script", scopes: [${scope}] }) { ... on CreateApiTokenPayload { token } } }`,
    )
    const { body } = await post(app.url, { query: '{ viewer { webhooks { id } } }' }, createApiToken.token)
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', requiredScope: 'ADMIN' } }])
    await expect(create(graphql(app.url, createApiToken.token), {})).rejects.toThrow(/scope ADMIN/)
  })
})

describe('updateWebhook', () => {
  it('changes what is given, and checks it', async () => {
    const user = await createImporter(app)
    const { id } = await createWebhook(user, 'https://a.example/')
    expect(await update(user.query, { id, events: ['CREDITS_LOW', 'CREDITS_LOW'] })).toEqual({
      updateWebhook: { webhook: { url: 'https://a.example/', events: ['CREDITS_LOW'], isEnabled: true } },
    })
    expect(await update(user.query, { id, url: 'https://b.example/', isEnabled: false })).toEqual({
      updateWebhook: { webhook: { url: 'https://b.example/', events: ['CREDITS_LOW'], isEnabled: false } },
    })
    expect(await update(user.query, { id, url: 'http://b.example/' })).toMatchObject({
      updateWebhook: { field: 'url' },
    })
    expect(await update(user.query, { id, events: [] })).toMatchObject({ updateWebhook: { field: 'events' } })
  })
})

describe('deleteWebhook', () => {
  it('deletes a webhook with its deliveries', async () => {
    const user = await createImporter(app)
    const { id } = await createWebhook(user, 'https://a.example/')
    await user.query(`mutation { testWebhook(input: { id: "${id}" }) { __typename } }`)
    const mutation = `mutation { deleteWebhook(input: { id: "${id}" }) { ... on DeleteWebhookPayload { id } ... on Error { code } } }`
    expect(await user.query(mutation)).toEqual({ deleteWebhook: { id } })
    expect(await user.query(mutation)).toEqual({ deleteWebhook: { code: 'WEBHOOK_NOT_FOUND' } })
    expect(await app.prisma.webhookDelivery.count({ where: { webhookId: id } })).toBe(0)
  })
})

describe('rotateWebhookSecret', () => {
  it('allows ten valid secrets', async () => {
    const user = await createImporter(app)
    const { id, secret } = await createWebhook(user, 'https://a.example/')
    const mutation = `mutation { rotateWebhookSecret(input: { id: "${id}" }) {
      ... on Error { code } ... on RotateWebhookSecretPayload { secret }
    } }`
    const seen = new Set([secret])
    for (let times = 0; times < 9; times++) {
      const { rotateWebhookSecret } = await user.query<{ rotateWebhookSecret: { secret: string } }>(mutation)
      seen.add(rotateWebhookSecret.secret)
    }
    expect(seen.size).toBe(10)
    expect(await user.query(mutation)).toEqual({ rotateWebhookSecret: { code: 'INVALID_INPUT' } })
  })
})
