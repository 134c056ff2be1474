import { InsufficientCreditsError } from '../../credits/errors.ts'
import type { ImportRun } from '../../db/generated/client.ts'
import { InvalidInputError } from '../../errors.ts'
import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { knownCode } from '../../graphql/known-code.ts'
import { ListAccessError } from '../../lists/errors.ts'
import { StorageFullError, UploadQuotaExceededError } from '../../uploads/errors.ts'
import { IdempotencyConflictError } from '../errors.ts'
import { CompanyInput, PersonInput } from '../leads/lead-input.schema.ts'
import { addMatch, OutcomeReasonCodeRef, VerdictRef } from '../outcomes/outcome.schema.ts'
import { reasonCodes } from '../outcomes/reason-codes.ts'
import { ImportRunRef } from '../run/run.schema.ts'
import { type AddedLead, addedLeads, addLeads } from './add-leads.ts'
import { matchingFields } from './matching.schema.ts'
import { awaited, waitField } from './start.schema.ts'

const AddLeadsInput = builder.inputType('AddLeadsInput', {
  description: 'One of your lists and the leads to add to it.',
  fields: (t) => ({
    listId: t.id({ required: true, description: 'Id of the list.' }),
    people: t.field({ type: [PersonInput], description: '1 to 500 people. Give either these or `companies`.' }),
    companies: t.field({ type: [CompanyInput], description: '1 to 500 companies. Give either these or `people`.' }),
    skipExistingCustomers: t.boolean({
      defaultValue: true,
      description: 'Skip leads of blocked companies, and leads already in another of your lists.',
    }),
    ...matchingFields(t),
    idempotencyKey: t.string({
      description:
        'Text of up to 255 characters, unique for each call. Repeating the call within 24 hours returns the first run.',
    }),
    waitSeconds: waitField(t),
  }),
})

const AddLeadsItem = builder.objectRef<AddedLead>('AddLeadsItem').implement({
  description: 'The result for a lead.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Position of the lead in the input, from 0.' }),
    verdict: t.expose('verdict', { type: VerdictRef, description: 'The verdict.' }),
    reasonCode: t.field({
      type: OutcomeReasonCodeRef,
      nullable: true,
      description: 'Machine-readable reason. Null for IMPORTED.',
      resolve: ({ reasonCode }) => (reasonCode === null ? null : knownCode(reasonCodes, reasonCode)),
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Human-readable reason. Null for IMPORTED.' }),
  }),
})
addMatch(AddLeadsItem)

const AddLeadsPayload = builder.objectRef<ImportRun>('AddLeadsPayload').implement({
  description: 'The run that adds the leads.',
  fields: (t) => ({
    runId: t.exposeID('id', { description: 'Id of the run, for `importProgress`.' }),
    run: t.field({ type: ImportRunRef, description: 'The run.', resolve: (run) => run }),
    items: t.field({
      type: [AddLeadsItem],
      nullable: true,
      description:
        'The result for each lead, in the order of the input; null until the run has ended. With the key of the call, repeat it to read them later. Leads that a FAILED or CANCELLED run did not reach are left out.',
      resolve: (run, _args, { prisma }) => addedLeads(prisma, run),
    }),
  }),
})

builder.mutationField('addLeads', (t) =>
  t.field({
    authScopes: { scope: 'IMPORT' },
    type: AddLeadsPayload,
    description:
      'Adds up to 500 people or companies to a list, with the rules, verdicts and credits of an import: one credit for each new row. Returns immediately unless `waitSeconds` is set.',
    args: { input: t.arg({ type: AddLeadsInput, required: true, description: 'The list and the leads.' }) },
    errors: {
      types: [
        ListAccessError,
        InvalidInputError,
        InsufficientCreditsError,
        IdempotencyConflictError,
        UploadQuotaExceededError,
        StorageFullError,
      ],
    },
    resolve: async (_root, { input }, context) =>
      await awaited(context, input, await addLeads(context, viewerOf(context).userId, input)),
  }),
)
