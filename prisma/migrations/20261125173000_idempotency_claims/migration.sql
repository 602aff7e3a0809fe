-- The claim of the request that holds a key. Existing rows get one that no request knows: one that still runs loses its key, and keeps no answer.
ALTER TABLE "IdempotencyKey" ADD COLUMN "claimId" UUID NOT NULL DEFAULT gen_random_uuid();
