import { builder } from './builder.ts'
import type { Context } from './context.ts'

const SandboxRef = builder.enumType('Sandbox', {
  description: 'A provider that this server simulates, because it is not configured.',
  values: {
    SALES_NAVIGATOR: { description: 'Searches find invented people, and no LinkedIn account is needed.' },
    COMPANY_DATA: { description: 'Enrichment fills in invented company data.' },
  },
})

const ServerInfo = builder.objectRef<Pick<Context, 'config'>>('ServerInfo').implement({
  description: 'How this server is configured.',
  fields: (t) => ({
    sandboxes: t.field({
      type: [SandboxRef],
      description: 'Providers that are simulated. Empty if all data is real.',
      resolve: ({ config: { unipile, brightData } }) => [
        ...(unipile ? [] : (['SALES_NAVIGATOR'] as const)),
        ...(brightData ? [] : (['COMPANY_DATA'] as const)),
      ],
    }),
  }),
})

builder.queryField('serverInfo', (t) =>
  t.field({
    type: ServerInfo,
    description: 'How this server is configured.',
    resolve: (_root, _args, { config }) => ({ config }),
  }),
)
