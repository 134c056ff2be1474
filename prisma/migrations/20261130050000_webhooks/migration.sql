-- CreateEnum
CREATE TYPE "webhook_delivery_status" AS ENUM ('PENDING', 'DELIVERED', 'FAILED');

-- CreateTable
CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("owner_id","id")
);

-- CreateTable
CREATE TABLE "webhook_secrets" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "webhook_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_secrets_pkey" PRIMARY KEY ("owner_id","id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "owner_id" INTEGER NOT NULL,
    "webhook_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "status" "webhook_delivery_status" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retry_until" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "response_status" INTEGER,
    "error" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("owner_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "webhooks_owner_id_seq_key" ON "webhooks"("owner_id", "seq");

-- CreateIndex
CREATE INDEX "webhook_secrets_owner_id_webhook_id_idx" ON "webhook_secrets"("owner_id", "webhook_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_owner_id_webhook_id_id_idx" ON "webhook_deliveries"("owner_id", "webhook_id", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_created_at_idx" ON "webhook_deliveries"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_owner_id_webhook_id_message_id_key" ON "webhook_deliveries"("owner_id", "webhook_id", "message_id");

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_owner_id_webhook_id_fkey" FOREIGN KEY ("owner_id", "webhook_id") REFERENCES "webhooks"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_owner_id_webhook_id_fkey" FOREIGN KEY ("owner_id", "webhook_id") REFERENCES "webhooks"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE INDEX "pending_webhook_deliveries" ON "webhook_deliveries" ("owner_id", "webhook_id", "next_attempt_at") WHERE "status" = 'PENDING';
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "next_attempt_of_pending" CHECK (("status" = 'PENDING') = ("next_attempt_at" IS NOT NULL));
CREATE UNIQUE INDEX "one_current_secret_per_webhook" ON "webhook_secrets" ("owner_id", "webhook_id") WHERE "expires_at" IS NULL;
