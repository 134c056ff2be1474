-- Both belong to Postgres and are trusted: the owner of a database may create them.
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "btree_gin";

-- A trigram index makes an insert several times as expensive, so rows are indexed here after their import: those of an owner up to
-- "people_to" and "companies_to". Searches read later rows without the index.
CREATE TABLE "search_people" (
    "owner_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "search_people_pkey" PRIMARY KEY ("owner_id","id")
);
CREATE TABLE "search_companies" (
    "owner_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "search_companies_pkey" PRIMARY KEY ("owner_id","id")
);
CREATE TABLE "search_marks" (
    "owner_id" INTEGER NOT NULL,
    "people_to" BIGINT NOT NULL DEFAULT 0,
    "companies_to" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "search_marks_pkey" PRIMARY KEY ("owner_id")
);
ALTER TABLE "search_marks" ADD CONSTRAINT "search_marks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE INDEX "search_people_text" ON "search_people" USING gin ("owner_id", "text" gin_trgm_ops) WHERE "text" <> '';
CREATE INDEX "search_companies_text" ON "search_companies" USING gin ("owner_id", "text" gin_trgm_ops) WHERE "text" <> '';

-- The text of a row that a search looks through.
CREATE FUNCTION "text_of_person"("full_name" text, "first_name" text, "last_name" text, "email" text, "company_name" text, "title" text)
  RETURNS text LANGUAGE sql STABLE AS $$
  SELECT lower(concat_ws(E'\n', coalesce($1, concat_ws(' ', $2, $3)), $4, $5, $6))
$$;
CREATE FUNCTION "text_of_company"("name" text, "domain" text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT lower(concat_ws(E'\n', $1, $2))
$$;

-- EXECUTE plans each statement for its number of rows.
CREATE FUNCTION "update_search_people"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'UPDATE search_people SET text = n.text FROM (
      SELECT owner_id, id, text_of_person(full_name, first_name, last_name, email, company_name, title) AS text FROM written) n
    WHERE search_people.owner_id = n.owner_id AND search_people.id = n.id AND search_people.text <> n.text';
  RETURN NULL;
END
$$;
CREATE FUNCTION "update_search_companies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'UPDATE search_companies SET text = n.text FROM (SELECT owner_id, id, text_of_company(name, domain) AS text FROM written) n
    WHERE search_companies.owner_id = n.owner_id AND search_companies.id = n.id AND search_companies.text <> n.text';
  RETURN NULL;
END
$$;
CREATE FUNCTION "delete_search_people"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'DELETE FROM search_people USING deleted WHERE search_people.owner_id = deleted.owner_id AND search_people.id = deleted.id';
  RETURN NULL;
END
$$;
CREATE FUNCTION "delete_search_companies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'DELETE FROM search_companies USING deleted WHERE search_companies.owner_id = deleted.owner_id AND search_companies.id = deleted.id';
  RETURN NULL;
END
$$;

CREATE TRIGGER "updated_in_search" AFTER UPDATE ON "list_rows" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "update_search_people"();
CREATE TRIGGER "updated_in_search" AFTER UPDATE ON "company_rows" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION "update_search_companies"();
CREATE TRIGGER "deleted_in_search" AFTER DELETE ON "list_rows" REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION "delete_search_people"();
CREATE TRIGGER "deleted_in_search" AFTER DELETE ON "company_rows" REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION "delete_search_companies"();
