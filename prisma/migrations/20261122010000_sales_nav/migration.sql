-- CreateEnum
CREATE TYPE "linkedin_provider" AS ENUM ('UNIPILE', 'SANDBOX');

-- CreateEnum
CREATE TYPE "pause_cause" AS ENUM ('ACCOUNT', 'BUDGET', 'PROVIDER');

-- AlterTable
ALTER TABLE "linkedin_accounts" ADD COLUMN     "leads_day" DATE,
ADD COLUMN     "leads_that_day" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "next_request_at" TIMESTAMPTZ(3),
ADD COLUMN     "provider" "linkedin_provider" NOT NULL DEFAULT 'UNIPILE';

-- AlterTable
ALTER TABLE "import_runs" ADD COLUMN     "account_id" UUID,
ADD COLUMN     "pause_cause" "pause_cause",
ADD COLUMN     "paused_at" TIMESTAMPTZ(3),
ADD COLUMN     "position" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "search_url" TEXT;

-- CreateTable
CREATE TABLE "connect_links" (
    "id" BIGSERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "nonce_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connect_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connect_links_nonce_hash_key" ON "connect_links"("nonce_hash");

-- CreateIndex
CREATE INDEX "connect_links_user_id_idx" ON "connect_links"("user_id");

-- CreateIndex
CREATE INDEX "import_runs_account_id_idx" ON "import_runs"("account_id");

-- AddForeignKey
ALTER TABLE "connect_links" ADD CONSTRAINT "connect_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "linkedin_accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "import_runs"
  ADD CONSTRAINT "paused_says_why" CHECK (
    "status" <> 'PAUSED' OR ("pause_reason" IS NOT NULL AND "pause_cause" IS NOT NULL AND "paused_at" IS NOT NULL)
  );
