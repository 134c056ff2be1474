-- CreateEnum
CREATE TYPE "enrichment_item_status" AS ENUM ('PENDING', 'SENT', 'ENRICHED', 'SKIPPED', 'FAILED');

-- AlterTable
ALTER TABLE "company_rows" ADD COLUMN     "headquarters" TEXT,
ADD COLUMN     "linkedin_followers" INTEGER,
ADD COLUMN     "logo_url" TEXT,
ADD COLUMN     "specialties" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "enrichments" (
    "id" UUID NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "list_id" UUID NOT NULL,
    "status" "enrichment_status" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "step" INTEGER NOT NULL DEFAULT 0,
    "requested" INTEGER NOT NULL,
    "planned" INTEGER NOT NULL DEFAULT 0,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "enriched" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "next_attempt_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrichments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrichment_items" (
    "company_id" BIGINT NOT NULL,
    "enrichment_id" UUID NOT NULL,
    "batch_id" UUID,
    "linkedin_key" TEXT,
    "status" "enrichment_item_status" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason_code" TEXT,
    "reason" TEXT,

    CONSTRAINT "enrichment_items_pkey" PRIMARY KEY ("company_id")
);

-- CreateTable
CREATE TABLE "enrichment_batches" (
    "id" UUID NOT NULL,
    "enrichment_id" UUID NOT NULL,
    "snapshot_id" TEXT,
    "hook_hash" BYTEA,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrichment_batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "company_profiles" (
    "owner_id" INTEGER NOT NULL,
    "linkedin_key" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_profiles_pkey" PRIMARY KEY ("owner_id","linkedin_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "enrichments_list_id_key" ON "enrichments"("list_id");

-- CreateIndex
CREATE INDEX "enrichment_items_enrichment_id_status_company_id_idx" ON "enrichment_items"("enrichment_id", "status", "company_id");

-- CreateIndex
CREATE INDEX "enrichment_items_batch_id_idx" ON "enrichment_items"("batch_id");

-- CreateIndex
CREATE INDEX "enrichment_batches_enrichment_id_idx" ON "enrichment_batches"("enrichment_id");

-- AddForeignKey
ALTER TABLE "enrichments" ADD CONSTRAINT "enrichments_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrichments" ADD CONSTRAINT "enrichments_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_enrichment_id_fkey" FOREIGN KEY ("enrichment_id") REFERENCES "enrichments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company_rows"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrichment_items" ADD CONSTRAINT "enrichment_items_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "enrichment_batches"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrichment_batches" ADD CONSTRAINT "enrichment_batches_enrichment_id_fkey" FOREIGN KEY ("enrichment_id") REFERENCES "enrichments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "company_profiles" ADD CONSTRAINT "company_profiles_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "enrichments"
  ADD CONSTRAINT "every_company_is_accounted_for" CHECK (
    "total" >= 0 AND "enriched" >= 0 AND "skipped" >= 0 AND "failed" >= 0 AND "enriched" + "skipped" + "failed" <= "total"
    AND ("status" <> 'IDLE' OR "enriched" + "skipped" + "failed" = "total")
  ),
  ADD CONSTRAINT "idle_has_done_all" CHECK ("processed" <= "planned" AND "planned" <= "requested" AND ("status" <> 'IDLE' OR "processed" = "requested"));

ALTER TABLE "enrichment_items"
  ALTER COLUMN "linkedin_key" TYPE text COLLATE "C",
  ADD CONSTRAINT "says_why" CHECK ("status" NOT IN ('SKIPPED', 'FAILED') OR ("reason_code" IS NOT NULL AND "reason" IS NOT NULL));
ALTER TABLE "company_profiles" ALTER COLUMN "linkedin_key" TYPE text COLLATE "C";
