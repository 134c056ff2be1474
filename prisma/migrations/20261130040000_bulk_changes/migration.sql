ALTER TABLE "import_runs" ADD COLUMN "bulk_change" JSONB;
ALTER TABLE "import_runs" ADD CONSTRAINT "bulk_says_what" CHECK (("kind" = 'BULK') = ("bulk_change" IS NOT NULL));
