-- The next migration uses the values, which a transaction can't that adds them.
ALTER TYPE "import_kind" ADD VALUE 'API';
ALTER TYPE "import_kind" ADD VALUE 'BULK';
ALTER TYPE "verdict" ADD VALUE 'NO_MATCH' AFTER 'MERGED';
-- No row has this source: enrichment adds none.
ALTER TYPE "row_source" RENAME VALUE 'ENRICHMENT' TO 'API';
ALTER TYPE "row_source" RENAME VALUE 'IMPORT' TO 'CSV';
