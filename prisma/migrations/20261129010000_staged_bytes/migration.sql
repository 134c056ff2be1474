-- AlterTable
ALTER TABLE "uploads" ADD COLUMN     "staged_bytes" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "workbooks" ADD COLUMN     "byte_size" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "uploads_owner_id_idx" ON "uploads"("owner_id");

-- CreateIndex
CREATE INDEX "workbooks_owner_id_idx" ON "workbooks"("owner_id");
