-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "credit_entry_kind" AS ENUM ('GRANT', 'RESERVE', 'CAPTURE', 'RELEASE');

-- CreateEnum
CREATE TYPE "linkedin_account_status" AS ENUM ('OK', 'STOPPED', 'ERROR', 'CREDENTIALS', 'PERMISSIONS', 'CONNECTING');

-- CreateEnum
CREATE TYPE "enrichment_status" AS ENUM ('IDLE', 'ENRICHING');

-- CreateEnum
CREATE TYPE "row_source" AS ENUM ('IMPORT', 'SALES_NAV', 'ENRICHMENT');

-- CreateEnum
CREATE TYPE "data_type" AS ENUM ('PEOPLE', 'COMPANIES');

-- CreateEnum
CREATE TYPE "import_kind" AS ENUM ('CSV', 'SALES_NAV');

-- CreateEnum
CREATE TYPE "import_status" AS ENUM ('QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "verdict" AS ENUM ('IMPORTED', 'MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID', 'UNAFFORDABLE');

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_accounts" (
    "user_id" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "credit_accounts_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "credit_entries" (
    "id" BIGSERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "kind" "credit_entry_kind" NOT NULL,
    "amount" INTEGER NOT NULL,
    "reserved_amount" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "run_id" UUID,
    "page" INTEGER,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "linkedin_accounts" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" "linkedin_account_status" NOT NULL,
    "has_sales_navigator" BOOLEAN NOT NULL,
    "last_synced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "linkedin_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lists" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "enrichment_status" "enrichment_status" NOT NULL DEFAULT 'IDLE',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_rows" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "list_id" UUID NOT NULL,
    "company_id" BIGINT,
    "source" "row_source" NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "first_name" TEXT,
    "last_name" TEXT,
    "full_name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "title" TEXT,
    "headline" TEXT,
    "seniority" TEXT,
    "department" TEXT,
    "linkedin_url" TEXT,
    "sales_nav_url" TEXT,
    "member_id" TEXT,
    "location" TEXT,
    "city" TEXT,
    "state" TEXT,
    "country" TEXT,
    "company_name" TEXT,
    "company_domain" TEXT,
    "company_linkedin_url" TEXT,
    "custom" JSONB,
    "slug_key" TEXT,
    "member_key" TEXT,
    "sales_nav_key" TEXT,
    "email_key" TEXT,
    "name_domain_key" TEXT,
    "name_linkedin_key" TEXT,
    "name_company_key" TEXT,
    "name_location_key" TEXT,
    "name_key" TEXT,
    "held" SMALLINT NOT NULL,

    CONSTRAINT "list_rows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "company_rows" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "list_id" UUID NOT NULL,
    "source" "row_source" NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "enriched_at" TIMESTAMPTZ(3),
    "imported_as_lead" BOOLEAN NOT NULL,
    "name" TEXT,
    "domain" TEXT,
    "website" TEXT,
    "linkedin_url" TEXT,
    "industry" TEXT,
    "employee_count" INTEGER,
    "employee_range" TEXT,
    "revenue" TEXT,
    "founded" INTEGER,
    "description" TEXT,
    "phone" TEXT,
    "location" TEXT,
    "city" TEXT,
    "state" TEXT,
    "country" TEXT,
    "funding" TEXT,
    "technologies" TEXT[],
    "custom" JSONB,
    "domain_key" TEXT,
    "linkedin_key" TEXT,
    "name_key" TEXT,

    CONSTRAINT "company_rows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blocked_companies" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "domain" TEXT,
    "name" TEXT,
    "reason" TEXT,
    "domain_key" TEXT,
    "name_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blocked_companies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "uploads" (
    "id" UUID NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "file_name" TEXT,
    "byte_size" BIGINT NOT NULL,
    "delimiter" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "header_line" INTEGER NOT NULL,
    "columns" TEXT[],
    "total_rows" INTEGER NOT NULL,
    "sample_rows" JSONB NOT NULL,
    "warnings" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_chunks" (
    "upload_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "first_row" INTEGER NOT NULL,
    "row_count" INTEGER NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "upload_chunks_pkey" PRIMARY KEY ("upload_id","seq")
);

-- CreateTable
CREATE TABLE "import_runs" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "list_id" UUID,
    "target_list_id" UUID NOT NULL,
    "kind" "import_kind" NOT NULL,
    "data_type" "data_type" NOT NULL,
    "status" "import_status" NOT NULL DEFAULT 'QUEUED',
    "version" INTEGER NOT NULL DEFAULT 1,
    "page" INTEGER NOT NULL DEFAULT 0,
    "cursor" TEXT,
    "upload_id" UUID,
    "person_mapping" JSONB,
    "company_mapping" JSONB,
    "skip_existing_customers" BOOLEAN NOT NULL,
    "max_results" INTEGER,
    "was_capped" BOOLEAN NOT NULL DEFAULT false,
    "reserved" INTEGER NOT NULL,
    "released" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "imported" INTEGER NOT NULL DEFAULT 0,
    "merged" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "cross_list_skipped" INTEGER NOT NULL DEFAULT 0,
    "blocked" INTEGER NOT NULL DEFAULT 0,
    "invalid" INTEGER NOT NULL DEFAULT 0,
    "unaffordable" INTEGER NOT NULL DEFAULT 0,
    "companies_created" INTEGER NOT NULL DEFAULT 0,
    "companies_linked" INTEGER NOT NULL DEFAULT 0,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "error_code" TEXT,
    "error_message" TEXT,
    "pause_reason" TEXT,
    "claimed" BOOLEAN NOT NULL DEFAULT false,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "idempotency_key" TEXT,
    "mutation" TEXT NOT NULL,
    "input_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_outcomes" (
    "run_id" UUID NOT NULL,
    "row_number" INTEGER NOT NULL,
    "verdict" "verdict" NOT NULL,
    "reason_code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "cells" TEXT[],
    "row_id" BIGINT,
    "company_id" BIGINT,
    "list_id" UUID,
    "blocked_company_id" UUID,

    CONSTRAINT "import_outcomes_pkey" PRIMARY KEY ("run_id","row_number")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens"("hash");

-- CreateIndex
CREATE INDEX "api_tokens_user_id_idx" ON "api_tokens"("user_id");

-- CreateIndex
CREATE INDEX "credit_entries_user_id_id_idx" ON "credit_entries"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "linkedin_accounts_seq_key" ON "linkedin_accounts"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "linkedin_accounts_provider_account_id_key" ON "linkedin_accounts"("provider_account_id");

-- CreateIndex
CREATE INDEX "linkedin_accounts_user_id_seq_idx" ON "linkedin_accounts"("user_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "lists_seq_key" ON "lists"("seq");

-- CreateIndex
CREATE INDEX "lists_owner_id_seq_idx" ON "lists"("owner_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "lists_id_owner_id_key" ON "lists"("id", "owner_id");

-- CreateIndex
CREATE INDEX "list_rows_list_id_id_idx" ON "list_rows"("list_id", "id");

-- CreateIndex
CREATE INDEX "company_rows_list_id_id_idx" ON "company_rows"("list_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "blocked_companies_seq_key" ON "blocked_companies"("seq");

-- CreateIndex
CREATE INDEX "blocked_companies_owner_id_seq_idx" ON "blocked_companies"("owner_id", "seq");

-- CreateIndex
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "upload_chunks_upload_id_first_row_key" ON "upload_chunks"("upload_id", "first_row");

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_seq_key" ON "import_runs"("seq");

-- CreateIndex
CREATE INDEX "import_runs_owner_id_seq_idx" ON "import_runs"("owner_id", "seq");

-- CreateIndex
CREATE INDEX "import_runs_list_id_seq_idx" ON "import_runs"("list_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_owner_id_mutation_idempotency_key_key" ON "import_runs"("owner_id", "mutation", "idempotency_key");

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_accounts" ADD CONSTRAINT "credit_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "credit_accounts"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_entries" ADD CONSTRAINT "credit_entries_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "import_runs"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "linkedin_accounts" ADD CONSTRAINT "linkedin_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lists" ADD CONSTRAINT "lists_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_rows" ADD CONSTRAINT "list_rows_list_id_owner_id_fkey" FOREIGN KEY ("list_id", "owner_id") REFERENCES "lists"("id", "owner_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_rows" ADD CONSTRAINT "list_rows_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company_rows"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "company_rows" ADD CONSTRAINT "company_rows_list_id_owner_id_fkey" FOREIGN KEY ("list_id", "owner_id") REFERENCES "lists"("id", "owner_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocked_companies" ADD CONSTRAINT "blocked_companies_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload_chunks" ADD CONSTRAINT "upload_chunks_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "lists"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_outcomes" ADD CONSTRAINT "import_outcomes_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "import_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language has no words for: the invariants, the identity indexes, the append-only ledger.

ALTER TABLE "credit_accounts"
  ADD CONSTRAINT "balance_not_negative" CHECK ("balance" >= 0),
  ADD CONSTRAINT "reserved_within_balance" CHECK ("reserved" BETWEEN 0 AND "balance");

CREATE UNIQUE INDEX "one_capture_per_page" ON "credit_entries" ("run_id", "page") WHERE "kind" = 'CAPTURE';

CREATE FUNCTION "refuse_ledger_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A user's deletion cascades here through the foreign key's own trigger; nothing else may take an entry away.
  IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The credit ledger is append-only.';
END
$$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "credit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_ledger_change"();

ALTER TABLE "import_runs"
  ADD CONSTRAINT "counters_not_negative" CHECK (
    LEAST("imported", "merged", "updated", "cross_list_skipped", "blocked", "invalid", "unaffordable", "companies_created", "companies_linked", "released") >= 0
  ),
  ADD CONSTRAINT "updated_within_merged" CHECK ("updated" <= "merged"),
  ADD CONSTRAINT "imported_within_reservation" CHECK ("imported" + "released" <= "reserved"),
  ADD CONSTRAINT "csv_within_total" CHECK (
    "kind" <> 'CSV' OR ("total" IS NOT NULL AND "imported" + "merged" + "cross_list_skipped" + "blocked" + "invalid" + "unaffordable" <= "total")
  ),
  ADD CONSTRAINT "completed_is_whole" CHECK (
    "status" <> 'COMPLETED' OR "total" = "imported" + "merged" + "cross_list_skipped" + "blocked" + "invalid" + "unaffordable"
  ),
  ADD CONSTRAINT "over_is_settled" CHECK (
    "status" NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') OR ("imported" + "released" = "reserved" AND "finished_at" IS NOT NULL)
  );

CREATE INDEX "import_runs_live" ON "import_runs" ("id") WHERE "status" IN ('QUEUED', 'RUNNING');

ALTER TABLE "import_outcomes" ADD CONSTRAINT "imported_rows_have_no_outcome" CHECK ("verdict" <> 'IMPORTED');

ALTER TABLE "list_rows"
  ALTER COLUMN "slug_key" TYPE text COLLATE "C",
  ALTER COLUMN "member_key" TYPE text COLLATE "C",
  ALTER COLUMN "sales_nav_key" TYPE text COLLATE "C",
  ALTER COLUMN "email_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_domain_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_linkedin_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_company_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_location_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_key" TYPE text COLLATE "C";
CREATE INDEX "list_rows_slug" ON "list_rows" ("owner_id", "slug_key", "id") WHERE "slug_key" IS NOT NULL;
CREATE INDEX "list_rows_member" ON "list_rows" ("owner_id", "member_key", "id") WHERE "member_key" IS NOT NULL;
CREATE INDEX "list_rows_sales_nav" ON "list_rows" ("owner_id", "sales_nav_key", "id") WHERE "sales_nav_key" IS NOT NULL;
CREATE INDEX "list_rows_email" ON "list_rows" ("owner_id", "email_key", "id") WHERE "email_key" IS NOT NULL;
CREATE INDEX "list_rows_name_domain" ON "list_rows" ("owner_id", "name_domain_key", "id") WHERE "name_domain_key" IS NOT NULL;
CREATE INDEX "list_rows_name_linkedin" ON "list_rows" ("owner_id", "name_linkedin_key", "id") WHERE "name_linkedin_key" IS NOT NULL;
CREATE INDEX "list_rows_name_company" ON "list_rows" ("owner_id", "name_company_key", "id") WHERE "name_company_key" IS NOT NULL;
CREATE INDEX "list_rows_name_location" ON "list_rows" ("owner_id", "name_location_key", "id") WHERE "name_location_key" IS NOT NULL;
CREATE INDEX "list_rows_name" ON "list_rows" ("list_id", "name_key", "id") WHERE "name_key" IS NOT NULL;
CREATE INDEX "list_rows_company" ON "list_rows" ("company_id") WHERE "company_id" IS NOT NULL;

ALTER TABLE "company_rows"
  ALTER COLUMN "domain_key" TYPE text COLLATE "C",
  ALTER COLUMN "linkedin_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_key" TYPE text COLLATE "C";
CREATE UNIQUE INDEX "one_company_per_list_and_domain" ON "company_rows" ("list_id", "domain_key") WHERE "domain_key" IS NOT NULL;
CREATE INDEX "company_rows_linkedin" ON "company_rows" ("list_id", "linkedin_key", "id") WHERE "linkedin_key" IS NOT NULL;
CREATE INDEX "company_rows_name" ON "company_rows" ("list_id", "name_key", "id") WHERE "name_key" IS NOT NULL;
CREATE INDEX "company_leads_domain" ON "company_rows" ("owner_id", "domain_key", "id") WHERE "imported_as_lead" AND "domain_key" IS NOT NULL;
CREATE INDEX "company_leads_linkedin" ON "company_rows" ("owner_id", "linkedin_key", "id") WHERE "imported_as_lead" AND "linkedin_key" IS NOT NULL;
CREATE INDEX "company_leads_name" ON "company_rows" ("owner_id", "name_key", "id") WHERE "imported_as_lead" AND "name_key" IS NOT NULL AND "domain_key" IS NOT NULL;
CREATE INDEX "company_leads_bare_name" ON "company_rows" ("owner_id", "name_key", "id") WHERE "imported_as_lead" AND "name_key" IS NOT NULL AND "domain_key" IS NULL;

ALTER TABLE "blocked_companies"
  ALTER COLUMN "domain_key" TYPE text COLLATE "C",
  ALTER COLUMN "name_key" TYPE text COLLATE "C",
  ADD CONSTRAINT "blocks_something" CHECK ("domain_key" IS NOT NULL OR "name_key" IS NOT NULL);
CREATE UNIQUE INDEX "blocked_companies_domain" ON "blocked_companies" ("owner_id", "domain_key") WHERE "domain_key" IS NOT NULL;
CREATE UNIQUE INDEX "blocked_companies_name" ON "blocked_companies" ("owner_id", "name_key") WHERE "domain_key" IS NULL;
CREATE INDEX "blocked_companies_name_of_domain" ON "blocked_companies" ("owner_id", "name_key") WHERE "domain_key" IS NOT NULL;

-- Chunks are read back whole and soon; compressing them would cost more than the disk that it saves.
ALTER TABLE "upload_chunks" ALTER COLUMN "content" SET STORAGE EXTERNAL;
