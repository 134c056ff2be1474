-- AlterTable
ALTER TABLE "lists" DROP COLUMN "enrichment_status";
