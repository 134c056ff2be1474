-- AlterTable
ALTER TABLE "uploads" ADD COLUMN     "sheet" TEXT,
ADD COLUMN     "sheets" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "workbook_id" UUID,
ALTER COLUMN "delimiter" DROP NOT NULL,
ALTER COLUMN "encoding" DROP NOT NULL;

-- CreateTable
CREATE TABLE "workbooks" (
    "id" UUID NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workbooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workbook_chunks" (
    "workbook_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "workbook_chunks_pkey" PRIMARY KEY ("workbook_id","seq")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" SERIAL NOT NULL,
    "key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "uploads_workbook_id_idx" ON "uploads"("workbook_id");

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_workbook_id_fkey" FOREIGN KEY ("workbook_id") REFERENCES "workbooks"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workbooks" ADD CONSTRAINT "workbooks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workbook_chunks" ADD CONSTRAINT "workbook_chunks_workbook_id_fkey" FOREIGN KEY ("workbook_id") REFERENCES "workbooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Read back whole and soon, and compressed already.
ALTER TABLE "workbook_chunks" ALTER COLUMN "content" SET STORAGE EXTERNAL;

-- 32 random bytes (but for twelve bits that mark them as UUIDs), different in each database.
INSERT INTO "signing_keys" ("key") VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
