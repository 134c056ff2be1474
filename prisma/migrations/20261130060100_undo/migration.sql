ALTER TABLE "lists" ADD COLUMN "exported_at" TIMESTAMPTZ(3);

ALTER TABLE "import_runs"
  ADD COLUMN "undo" JSONB,
  ADD COLUMN "undo_page" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "removed" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "companies_removed" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "refunded" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "import_runs"
  ADD CONSTRAINT "refunded_within_imported" CHECK ("refunded" BETWEEN 0 AND "imported"),
  ADD CONSTRAINT "undone_by_an_undo" CHECK ("undo" IS NOT NULL OR ("undone_at" IS NULL AND "undo_page" = 0 AND "removed" = 0 AND "companies_removed" = 0 AND "refunded" = 0));
CREATE INDEX "import_runs_undoing" ON "import_runs" ("id") WHERE "undo" IS NOT NULL AND "undone_at" IS NULL;

CREATE UNIQUE INDEX "one_refund_per_page" ON "credit_entries" ("user_id", "run_id", "page") WHERE "kind" = 'REFUND';

CREATE TABLE "kept_leads" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "row_id" BIGINT,
    "company_id" BIGINT,
    "reason_code" TEXT NOT NULL,

    CONSTRAINT "kept_leads_pkey" PRIMARY KEY ("owner_id","run_id","id")
);
ALTER TABLE "kept_leads" ADD CONSTRAINT "row_or_company" CHECK (("row_id" IS NULL) <> ("company_id" IS NULL));
ALTER TABLE "kept_leads" ADD CONSTRAINT "kept_leads_owner_id_run_id_fkey" FOREIGN KEY ("owner_id", "run_id") REFERENCES "import_runs"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
