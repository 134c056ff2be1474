-- AlterTable
ALTER TABLE "upload_chunks" ADD COLUMN     "broken_rows" INTEGER[];
