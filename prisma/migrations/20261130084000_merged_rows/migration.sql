-- Finds the rows that were merged into a person or a company.
CREATE INDEX "import_outcomes_row" ON "import_outcomes" ("owner_id", "row_id") WHERE "verdict" = 'MERGED' AND "row_id" IS NOT NULL;
CREATE INDEX "import_outcomes_company" ON "import_outcomes" ("owner_id", "company_id") WHERE "verdict" = 'MERGED' AND "company_id" IS NOT NULL;
