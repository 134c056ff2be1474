-- AlterTable
ALTER TABLE "import_runs" ADD COLUMN     "columns" TEXT[] DEFAULT ARRAY[]::TEXT[];
