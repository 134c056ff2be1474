import { builder } from '../graphql/builder.ts'
import { viewerOf } from '../graphql/context.ts'
import { ListAccessError } from '../lists/errors.ts'
import { deleteListWithRuns } from './delete-list.ts'

const DeleteListInput = builder.inputType('DeleteListInput', {
  description: 'The list to delete.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const DeleteListPayload = builder.objectRef<{ listId: string }>('DeleteListPayload').implement({
  description: 'The deleted list.',
  fields: (t) => ({ listId: t.exposeID('listId', { description: 'Id of the deleted list, to update your cache.' }) }),
})

builder.mutationFields((t) => ({
  deleteList: t.field({
    authScopes: { scope: 'WRITE' },
    type: DeleteListPayload,
    description:
      'Permanently deletes a list with its people and companies. Runs into it are cancelled first; they stay in your history.',
    args: { input: t.arg({ type: DeleteListInput, required: true, description: 'The list to delete.' }) },
    errors: { types: [ListAccessError] },
    resolve: async (_root, { input }, context) => {
      await deleteListWithRuns(context.pool, viewerOf(context).userId, input.listId)
      return input
    },
  }),
}))
