-- The next migration uses the values, which a transaction can't that adds them.
ALTER TYPE "import_kind" ADD VALUE 'API';
ALTER TYPE "import_kind" ADD VALUE 'BULK';
ALTER TYPE "verdict" ADD VALUE 'NO_MATCH' AFTER 'MERGED';
ALTER TYPE "row_source" ADD VALUE 'API';
