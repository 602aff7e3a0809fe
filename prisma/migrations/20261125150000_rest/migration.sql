-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "principalId" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "answerEncrypted" BYTEA,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("principalId", "route", "key")
);

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- Lists of operations, and the open and the last one of every environment, are read without looking at all of them.
CREATE INDEX "Operation_environmentId_id_idx" ON "Operation"("environmentId", "id");
CREATE INDEX "Operation_environmentId_state_idx" ON "Operation"("environmentId", "state");
CREATE INDEX "Operation_state_id_idx" ON "Operation"("state", "id");
CREATE INDEX "Operation_kind_id_idx" ON "Operation"("kind", "id");
