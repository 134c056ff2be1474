ALTER TABLE "import_runs" ADD COLUMN "also_matches" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "import_outcomes" ADD COLUMN "also_match_ids" BIGINT[] DEFAULT ARRAY[]::BIGINT[];

CREATE TABLE "possible_duplicates" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "list_id" UUID NOT NULL,
    "a_id" BIGINT NOT NULL,
    "b_id" BIGINT NOT NULL,
    "reason_code" TEXT NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "possible_duplicates_pkey" PRIMARY KEY ("owner_id","id")
);
CREATE INDEX "possible_duplicates_owner_id_list_id_id_idx" ON "possible_duplicates"("owner_id", "list_id", "id");
CREATE UNIQUE INDEX "possible_duplicates_owner_id_a_id_b_id_key" ON "possible_duplicates"("owner_id", "a_id", "b_id");
ALTER TABLE "possible_duplicates" ADD CONSTRAINT "possible_duplicates_owner_id_list_id_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Users who exist have keys of the first version.
ALTER TABLE "users" ADD COLUMN "key_version" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "key_upgrade" JSONB;
ALTER TABLE "users" ALTER COLUMN "key_version" SET DEFAULT 2;

-- An entry whose company an older entry names loses its keys and keeps its text.
ALTER TABLE "blocked_companies" DROP CONSTRAINT "blocks_something";
ALTER TABLE "blocked_companies" ADD CONSTRAINT "names_something" CHECK ("domain" IS NOT NULL OR "name" IS NOT NULL);
