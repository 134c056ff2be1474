-- Every key of an owner's table begins with the owner, and foreign keys neither update nor set columns: statements that delete do.
-- DropForeignKey
ALTER TABLE "api_tokens" DROP CONSTRAINT "api_tokens_user_id_fkey";

-- DropForeignKey
ALTER TABLE "sign_in_codes" DROP CONSTRAINT "sign_in_codes_user_id_fkey";

-- DropForeignKey
ALTER TABLE "credit_accounts" DROP CONSTRAINT "credit_accounts_user_id_fkey";

-- DropForeignKey
ALTER TABLE "credit_entries" DROP CONSTRAINT "credit_entries_user_id_fkey";

-- DropForeignKey
ALTER TABLE "credit_entries" DROP CONSTRAINT "credit_entries_run_id_fkey";

-- DropForeignKey
ALTER TABLE "linkedin_accounts" DROP CONSTRAINT "linkedin_accounts_user_id_fkey";

-- DropForeignKey
ALTER TABLE "connect_links" DROP CONSTRAINT "connect_links_user_id_fkey";

-- DropForeignKey
ALTER TABLE "lists" DROP CONSTRAINT "lists_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "list_rows" DROP CONSTRAINT "list_rows_list_id_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "list_rows" DROP CONSTRAINT "list_rows_company_id_fkey";

-- DropForeignKey
ALTER TABLE "company_rows" DROP CONSTRAINT "company_rows_list_id_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichments" DROP CONSTRAINT "enrichments_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichments" DROP CONSTRAINT "enrichments_list_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichment_items" DROP CONSTRAINT "enrichment_items_enrichment_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichment_items" DROP CONSTRAINT "enrichment_items_company_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichment_items" DROP CONSTRAINT "enrichment_items_batch_id_fkey";

-- DropForeignKey
ALTER TABLE "enrichment_batches" DROP CONSTRAINT "enrichment_batches_enrichment_id_fkey";

-- DropForeignKey
ALTER TABLE "company_profiles" DROP CONSTRAINT "company_profiles_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "blocked_companies" DROP CONSTRAINT "blocked_companies_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "uploads" DROP CONSTRAINT "uploads_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "uploads" DROP CONSTRAINT "uploads_workbook_id_fkey";

-- DropForeignKey
ALTER TABLE "upload_chunks" DROP CONSTRAINT "upload_chunks_upload_id_fkey";

-- DropForeignKey
ALTER TABLE "workbooks" DROP CONSTRAINT "workbooks_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "workbook_chunks" DROP CONSTRAINT "workbook_chunks_workbook_id_fkey";

-- DropForeignKey
ALTER TABLE "import_runs" DROP CONSTRAINT "import_runs_owner_id_fkey";

-- DropForeignKey
ALTER TABLE "import_runs" DROP CONSTRAINT "import_runs_list_id_fkey";

-- DropForeignKey
ALTER TABLE "import_runs" DROP CONSTRAINT "import_runs_upload_id_fkey";

-- DropForeignKey
ALTER TABLE "import_runs" DROP CONSTRAINT "import_runs_account_id_fkey";

-- DropForeignKey
ALTER TABLE "import_outcomes" DROP CONSTRAINT "import_outcomes_run_id_fkey";

-- DropIndex
DROP INDEX "credit_entries_user_id_id_idx";

-- DropIndex
DROP INDEX "lists_seq_key";

-- DropIndex
DROP INDEX "lists_owner_id_seq_idx";

-- DropIndex
DROP INDEX "lists_id_owner_id_key";

-- DropIndex
DROP INDEX "enrichments_list_id_key";

-- DropIndex
DROP INDEX "blocked_companies_seq_key";

-- DropIndex
DROP INDEX "blocked_companies_owner_id_seq_idx";

-- DropIndex
DROP INDEX "uploads_owner_id_idx";

-- DropIndex
DROP INDEX "upload_chunks_upload_id_first_row_key";

-- DropIndex
DROP INDEX "workbooks_owner_id_idx";

-- DropIndex
DROP INDEX "import_runs_seq_key";

-- DropIndex
DROP INDEX "import_runs_owner_id_seq_idx";

-- The owner of rows that named only their parent
ALTER TABLE "enrichment_items" ADD COLUMN "owner_id" INTEGER;
UPDATE "enrichment_items" SET "owner_id" = "enrichments"."owner_id" FROM "enrichments" WHERE "enrichments"."id" = "enrichment_items"."enrichment_id";
ALTER TABLE "enrichment_items" ALTER COLUMN "owner_id" SET NOT NULL;
ALTER TABLE "enrichment_batches" ADD COLUMN "owner_id" INTEGER;
UPDATE "enrichment_batches" SET "owner_id" = "enrichments"."owner_id" FROM "enrichments" WHERE "enrichments"."id" = "enrichment_batches"."enrichment_id";
ALTER TABLE "enrichment_batches" ALTER COLUMN "owner_id" SET NOT NULL;
ALTER TABLE "upload_chunks" ADD COLUMN "owner_id" INTEGER;
UPDATE "upload_chunks" SET "owner_id" = "uploads"."owner_id" FROM "uploads" WHERE "uploads"."id" = "upload_chunks"."upload_id";
ALTER TABLE "upload_chunks" ALTER COLUMN "owner_id" SET NOT NULL;
ALTER TABLE "workbook_chunks" ADD COLUMN "owner_id" INTEGER;
UPDATE "workbook_chunks" SET "owner_id" = "workbooks"."owner_id" FROM "workbooks" WHERE "workbooks"."id" = "workbook_chunks"."workbook_id";
ALTER TABLE "workbook_chunks" ALTER COLUMN "owner_id" SET NOT NULL;
ALTER TABLE "import_outcomes" ADD COLUMN "owner_id" INTEGER;
UPDATE "import_outcomes" SET "owner_id" = "import_runs"."owner_id" FROM "import_runs" WHERE "import_runs"."id" = "import_outcomes"."run_id";
ALTER TABLE "import_outcomes" ALTER COLUMN "owner_id" SET NOT NULL;

-- AlterTable
ALTER TABLE "credit_entries" DROP CONSTRAINT "credit_entries_pkey",
ADD CONSTRAINT "credit_entries_pkey" PRIMARY KEY ("user_id", "id");

-- AlterTable
ALTER TABLE "lists" DROP CONSTRAINT "lists_pkey",
ADD CONSTRAINT "lists_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "enrichments" DROP CONSTRAINT "enrichments_pkey",
ADD CONSTRAINT "enrichments_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "enrichment_items" DROP CONSTRAINT "enrichment_items_pkey",
ADD CONSTRAINT "enrichment_items_pkey" PRIMARY KEY ("owner_id", "company_id");

-- AlterTable
ALTER TABLE "enrichment_batches" DROP CONSTRAINT "enrichment_batches_pkey",
ADD CONSTRAINT "enrichment_batches_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "blocked_companies" DROP CONSTRAINT "blocked_companies_pkey",
ADD CONSTRAINT "blocked_companies_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "uploads" DROP CONSTRAINT "uploads_pkey",
ADD CONSTRAINT "uploads_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "upload_chunks" DROP CONSTRAINT "upload_chunks_pkey",
ADD CONSTRAINT "upload_chunks_pkey" PRIMARY KEY ("owner_id", "upload_id", "seq");

-- AlterTable
ALTER TABLE "workbooks" DROP CONSTRAINT "workbooks_pkey",
ADD CONSTRAINT "workbooks_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "workbook_chunks" DROP CONSTRAINT "workbook_chunks_pkey",
ADD CONSTRAINT "workbook_chunks_pkey" PRIMARY KEY ("owner_id", "workbook_id", "seq");

-- AlterTable
ALTER TABLE "import_runs" DROP CONSTRAINT "import_runs_pkey",
ADD CONSTRAINT "import_runs_pkey" PRIMARY KEY ("owner_id", "id");

-- AlterTable
ALTER TABLE "import_outcomes" DROP CONSTRAINT "import_outcomes_pkey",
ADD CONSTRAINT "import_outcomes_pkey" PRIMARY KEY ("owner_id", "run_id", "row_number");

-- CreateIndex
CREATE INDEX "lists_id_idx" ON "lists"("id");

-- CreateIndex
CREATE UNIQUE INDEX "lists_owner_id_seq_key" ON "lists"("owner_id", "seq");

-- CreateIndex
CREATE INDEX "enrichments_list_id_idx" ON "enrichments"("list_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrichments_owner_id_list_id_key" ON "enrichments"("owner_id", "list_id");

-- CreateIndex
CREATE INDEX "enrichment_batches_id_idx" ON "enrichment_batches"("id");

-- CreateIndex
CREATE UNIQUE INDEX "blocked_companies_owner_id_seq_key" ON "blocked_companies"("owner_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "upload_chunks_owner_id_upload_id_first_row_key" ON "upload_chunks"("owner_id", "upload_id", "first_row");

-- CreateIndex
CREATE INDEX "import_runs_id_idx" ON "import_runs"("id");

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_owner_id_seq_key" ON "import_runs"("owner_id", "seq");

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credit_accounts" ADD CONSTRAINT "credit_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "credit_accounts"("user_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_user_id_run_id_fkey" FOREIGN KEY ("user_id", "run_id") REFERENCES "import_runs"("owner_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "linkedin_accounts" ADD CONSTRAINT "linkedin_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "connect_links" ADD CONSTRAINT "connect_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "lists" ADD CONSTRAINT "lists_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "list_rows" ADD CONSTRAINT "list_rows_owner_id_list_id_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "list_rows" ADD CONSTRAINT "list_rows_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company_rows"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "company_rows" ADD CONSTRAINT "company_rows_owner_id_list_id_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichments" ADD CONSTRAINT "enrichments_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichments" ADD CONSTRAINT "enrichments_owner_id_list_id_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_owner_id_enrichment_id_fkey" FOREIGN KEY ("owner_id", "enrichment_id") REFERENCES "enrichments"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company_rows"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_owner_id_batch_id_fkey" FOREIGN KEY ("owner_id", "batch_id") REFERENCES "enrichment_batches"("owner_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "enrichment_batches" ADD CONSTRAINT "enrichment_batches_owner_id_enrichment_id_fkey" FOREIGN KEY ("owner_id", "enrichment_id") REFERENCES "enrichments"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "company_profiles" ADD CONSTRAINT "company_profiles_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "blocked_companies" ADD CONSTRAINT "blocked_companies_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_owner_id_workbook_id_fkey" FOREIGN KEY ("owner_id", "workbook_id") REFERENCES "workbooks"("owner_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "upload_chunks" ADD CONSTRAINT "upload_chunks_owner_id_upload_id_fkey" FOREIGN KEY ("owner_id", "upload_id") REFERENCES "uploads"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "workbooks" ADD CONSTRAINT "workbooks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "workbook_chunks" ADD CONSTRAINT "workbook_chunks_owner_id_workbook_id_fkey" FOREIGN KEY ("owner_id", "workbook_id") REFERENCES "workbooks"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_owner_id_list_id_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_owner_id_upload_id_fkey" FOREIGN KEY ("owner_id", "upload_id") REFERENCES "uploads"("owner_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "linkedin_accounts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_outcomes" ADD CONSTRAINT "import_outcomes_owner_id_run_id_fkey" FOREIGN KEY ("owner_id", "run_id") REFERENCES "import_runs"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

DROP INDEX "one_capture_per_page";
CREATE UNIQUE INDEX "one_capture_per_page" ON "credit_entries" ("user_id", "run_id", "page") WHERE "kind" = 'CAPTURE';
