ALTER TABLE "list_rows" ADD COLUMN "country_key" TEXT, ADD COLUMN "other_email_key" TEXT;
ALTER TABLE "company_rows" ADD COLUMN "city_key" TEXT;
