-- With the owner, so that the look-up of a company's people needs no second index: without statistics, Postgres read all rows of the
-- owner for each deleted company.
DROP INDEX "list_rows_company";
CREATE INDEX "list_rows_company" ON "list_rows" ("owner_id", "company_id") WHERE "company_id" IS NOT NULL;
