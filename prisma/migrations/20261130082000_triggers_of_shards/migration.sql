-- The table that a trigger finds next to its own: where tables are distributed (`cli distribute`), triggers run on shards, and the rows
-- of the same owners are in the shard of the other table on the same node.
CREATE FUNCTION "table_beside"("own" name, "other" text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF to_regclass('pg_catalog.pg_dist_shard') IS NULL THEN
    RETURN other;
  END IF;
  RETURN COALESCE((
    SELECT shard_name(other::regclass, beside.shardid) FROM pg_dist_shard AS mine JOIN pg_dist_shard AS beside USING (shardminvalue)
    WHERE mine.shardid = substring(own FROM '_(\d+)$')::bigint AND beside.logicalrelid = other::regclass), other);
END
$$;

CREATE OR REPLACE FUNCTION "check_lists_of_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  target record;
  lists text := table_beside(TG_TABLE_NAME, 'lists');
  found_lists bigint;
BEGIN
  FOR target IN SELECT DISTINCT owner_id, list_id FROM written LOOP
    EXECUTE format('SELECT FROM %s WHERE owner_id = $1 AND id = $2 FOR KEY SHARE', lists) USING target.owner_id, target.list_id;
    GET DIAGNOSTICS found_lists = ROW_COUNT;
    IF found_lists = 0 THEN
      RAISE foreign_key_violation USING MESSAGE = format('Rows of %I name the list %s, which user %s does not have.', TG_TABLE_NAME, target.list_id, target.owner_id);
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "check_companies_of_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_missing boolean;
BEGIN
  -- OFFSET keeps the look-up by key: without statistics of a list that is new, the planner would read all companies.
  EXECUTE format('SELECT EXISTS (SELECT FROM written WHERE company_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM %s c WHERE c.owner_id = written.owner_id AND c.id = written.company_id OFFSET 0))', table_beside(TG_TABLE_NAME, 'company_rows'))
    INTO is_missing;
  IF is_missing THEN
    RAISE foreign_key_violation USING MESSAGE = 'Rows of list_rows name a company that their owner does not have.';
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "check_rows_of_companies"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_named boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM deleted WHERE EXISTS (
    SELECT FROM %s r WHERE r.company_id = deleted.id AND r.owner_id = deleted.owner_id OFFSET 0))', table_beside(TG_TABLE_NAME, 'list_rows'))
    INTO is_named;
  IF is_named THEN
    RAISE foreign_key_violation USING MESSAGE = 'Rows of list_rows still name a deleted company.';
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "delete_rows_of_lists"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DELETE FROM %s r USING deleted WHERE r.owner_id = deleted.owner_id AND r.list_id = deleted.id', table_beside(TG_TABLE_NAME, 'list_rows'));
  EXECUTE format('DELETE FROM %s c USING deleted WHERE c.owner_id = deleted.owner_id AND c.list_id = deleted.id', table_beside(TG_TABLE_NAME, 'company_rows'));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "update_search_people"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('UPDATE %s t SET text = n.text FROM (
      SELECT owner_id, id, text_of_person(full_name, first_name, last_name, email, company_name, title) AS text FROM written) n
    WHERE t.owner_id = n.owner_id AND t.id = n.id AND t.text <> n.text', table_beside(TG_TABLE_NAME, 'search_people'));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "update_search_companies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('UPDATE %s t SET text = n.text FROM (SELECT owner_id, id, text_of_company(name, domain) AS text FROM written) n
    WHERE t.owner_id = n.owner_id AND t.id = n.id AND t.text <> n.text', table_beside(TG_TABLE_NAME, 'search_companies'));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "delete_search_people"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DELETE FROM %s t USING deleted WHERE t.owner_id = deleted.owner_id AND t.id = deleted.id', table_beside(TG_TABLE_NAME, 'search_people'));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "delete_search_companies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DELETE FROM %s t USING deleted WHERE t.owner_id = deleted.owner_id AND t.id = deleted.id', table_beside(TG_TABLE_NAME, 'search_companies'));
  RETURN NULL;
END
$$;
