-- AlterTable
ALTER TABLE "import_runs" ADD COLUMN     "columns" TEXT[] DEFAULT ARRAY[]::TEXT[];

UPDATE "import_runs" SET "columns" = "uploads"."columns" FROM "uploads" WHERE "uploads"."id" = "import_runs"."upload_id";
