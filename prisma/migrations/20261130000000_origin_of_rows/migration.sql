-- Nullable and without defaults, so that no row is rewritten: rows from before keep them null.
ALTER TABLE "list_rows"
  ADD COLUMN "run_id" UUID,
  ADD COLUMN "row_number" INTEGER,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3),
  ADD COLUMN "edited_at" TIMESTAMPTZ(3);
ALTER TABLE "company_rows"
  ADD COLUMN "run_id" UUID,
  ADD COLUMN "row_number" INTEGER,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3),
  ADD COLUMN "edited_at" TIMESTAMPTZ(3);

-- Finds what a run added, to undo it.
CREATE INDEX "list_rows_run" ON "list_rows" ("owner_id", "run_id") WHERE "run_id" IS NOT NULL;
CREATE INDEX "company_rows_run" ON "company_rows" ("owner_id", "run_id") WHERE "run_id" IS NOT NULL;
