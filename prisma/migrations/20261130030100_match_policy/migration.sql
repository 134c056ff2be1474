ALTER TABLE "import_runs"
  ADD COLUMN "on_match" JSONB,
  ADD COLUMN "match_by" JSONB,
  ADD COLUMN "no_match" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "moved" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "copied" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "deleted" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "undone_at" TIMESTAMPTZ(3);

ALTER TABLE "import_runs"
  DROP CONSTRAINT "counters_not_negative",
  DROP CONSTRAINT "imported_within_reservation",
  DROP CONSTRAINT "csv_within_total",
  DROP CONSTRAINT "completed_is_whole",
  DROP CONSTRAINT "over_is_settled";
ALTER TABLE "import_runs"
  ADD CONSTRAINT "counters_not_negative" CHECK (
    LEAST("imported", "merged", "updated", "cross_list_skipped", "blocked", "invalid", "unaffordable", "no_match", "moved", "copied", "deleted", "companies_created", "companies_linked", "released") >= 0
  ),
  -- A bulk change costs nothing.
  ADD CONSTRAINT "imported_within_reservation" CHECK ("kind" = 'BULK' OR "imported" + "released" <= "reserved"),
  ADD CONSTRAINT "bulk_is_free" CHECK ("kind" <> 'BULK' OR ("reserved" = 0 AND "released" = 0)),
  ADD CONSTRAINT "within_known_total" CHECK (
    "kind" NOT IN ('CSV', 'API') OR ("total" IS NOT NULL AND "imported" + "merged" + "cross_list_skipped" + "blocked" + "invalid" + "unaffordable" + "no_match" <= "total")
  ),
  ADD CONSTRAINT "only_bulk_moves" CHECK ("kind" = 'BULK' OR "moved" + "copied" + "deleted" = 0),
  ADD CONSTRAINT "completed_is_whole" CHECK (
    "status" <> 'COMPLETED' OR "total" = "imported" + "merged" + "cross_list_skipped" + "blocked" + "invalid" + "unaffordable" + "no_match" + "moved" + "copied" + "deleted"
  ),
  ADD CONSTRAINT "over_is_settled" CHECK (
    "status" NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') OR (("kind" = 'BULK' OR "imported" + "released" = "reserved") AND "finished_at" IS NOT NULL)
  ),
  ADD CONSTRAINT "undone_is_over" CHECK ("undone_at" IS NULL OR "finished_at" IS NOT NULL);
