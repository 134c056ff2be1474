CREATE TABLE "merged_leads" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "row_id" BIGINT,
    "company_id" BIGINT,

    CONSTRAINT "merged_leads_pkey" PRIMARY KEY ("owner_id","run_id","id")
);
ALTER TABLE "merged_leads" ADD CONSTRAINT "merged_leads_owner_id_run_id_fkey" FOREIGN KEY ("owner_id", "run_id") REFERENCES "import_runs"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
