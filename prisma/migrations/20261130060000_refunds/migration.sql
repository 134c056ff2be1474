-- The next migration uses the value, which a transaction can't that adds it.
ALTER TYPE "credit_entry_kind" ADD VALUE 'REFUND';
