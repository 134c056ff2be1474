import './scalars.ts'
import '../accounts/schema.ts'
import '../blocklist/schema.ts'
import '../credits/schema.ts'
import '../deletion/schema.ts'
import '../enrichment/schema.ts'
import '../exports/schema.ts'
import '../imports/schema.ts'
import '../lists/schema.ts'
import '../uploads/schema.ts'
import '../users/schema.ts'
import '../webhooks/schema.ts'
import './server-info.ts'
import { builder } from './builder.ts'

/** The complete schema, with the types and fields of every domain. */
export const schema = builder.toSchema()
