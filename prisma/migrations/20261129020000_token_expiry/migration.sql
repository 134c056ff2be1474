-- Null: the token does not expire. Tokens of sign-in links are extended when they are used.
ALTER TABLE "api_tokens" ADD COLUMN "expires_at" TIMESTAMPTZ(3);
ALTER TABLE "api_tokens" ADD COLUMN "is_sign_in" BOOLEAN NOT NULL DEFAULT false;
