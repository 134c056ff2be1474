import { runScript } from '../../torture/harness/run-script.ts'
import type { TestApp } from './app.ts'

/** Keeps an app from enriching companies, which would change them between two imports into one list. */
export async function skipEnrichment({ pool }: Pick<TestApp, 'pool'>): Promise<void> {
  await runScript(
    pool,
    `CREATE FUNCTION skip_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER skip_row BEFORE INSERT ON enrichment_items FOR EACH ROW EXECUTE FUNCTION skip_row()`,
  )
}
