CREATE TABLE "saved_mappings" (
    "owner_id" INTEGER NOT NULL,
    "header" TEXT NOT NULL,
    "data_type" "data_type" NOT NULL,
    "mapping" JSONB NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_mappings_pkey" PRIMARY KEY ("owner_id","header","data_type")
);
ALTER TABLE "saved_mappings" ADD CONSTRAINT "saved_mappings_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
