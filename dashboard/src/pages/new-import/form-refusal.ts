import type { Preview } from './operations.ts'

/** Why a form was refused; `field` is the input at fault, null if there is none. */
export interface FormRefusal {
  readonly code: string
  readonly message: string
  readonly field: string | null
}

/** Returns the refusal of an API call, in the words of the form: mapping errors of the API name its own fields. */
export function toFormRefusal(
  refusal: { code: string; message: string; mapped?: unknown },
  dataType: Preview['dataType'] = 'PEOPLE',
): FormRefusal {
  const { code, message } = refusal
  const field = code === 'INVALID_SALES_NAV_URL' ? 'url' : fieldOf(refusal)
  return { code, message: code === 'INVALID_MAPPING' ? mappingMessage(field, dataType) : message, field }
}

function mappingMessage(field: string | null, dataType: Preview['dataType']): string {
  if (field === 'custom') return 'Give each custom field a different name.'
  return dataType === 'PEOPLE'
    ? 'Map a name, an e-mail or a LinkedIn column.'
    : 'Map a name, a domain or a LinkedIn column.'
}

/** The field of InvalidMappingError is nullable, so the operations have to alias it. */
function fieldOf(refusal: object): string | null {
  if ('field' in refusal && typeof refusal.field === 'string') return refusal.field
  return 'mapped' in refusal && typeof refusal.mapped === 'string' ? refusal.mapped : null
}
