-- AlterTable
ALTER TABLE "WebhookSecret" ADD COLUMN     "provider" TEXT NOT NULL DEFAULT 'generic';

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "provider" TEXT NOT NULL DEFAULT 'generic',
ADD COLUMN     "event" JSONB,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'handled',
ADD COLUMN     "headers" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "payload" JSONB,
ADD COLUMN     "payloadBytes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "payloadShortened" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "redeliveryOfId" UUID,
ADD COLUMN     "decidedBy" TEXT,
ADD COLUMN     "decidedAt" TIMESTAMP(3),
ALTER COLUMN "ref" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "deployPaths" JSONB;

-- CreateTable
CREATE TABLE "SeenDelivery" (
    "sourceId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "operationIds" UUID[],
    "receivedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SeenDelivery_pkey" PRIMARY KEY ("sourceId","key")
);

-- CreateTable
CREATE TABLE "StatusReports" (
    "sourceId" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "apiUrl" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "tokenEncrypted" BYTEA NOT NULL,
    "since" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSentAt" TIMESTAMP(3),
    "lastProblem" JSONB,

    CONSTRAINT "StatusReports_pkey" PRIMARY KEY ("sourceId")
);

-- CreateTable
CREATE TABLE "CommitStatus" (
    "operationId" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "commit" TEXT,
    "sentState" TEXT,
    "settled" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CommitStatus_pkey" PRIMARY KEY ("operationId")
);

-- DropIndex
DROP INDEX "Delivery_sourceId_deliveryId_key";

-- CreateIndex
CREATE INDEX "Delivery_sourceId_id_idx" ON "Delivery"("sourceId", "id");

-- CreateIndex
CREATE INDEX "SeenDelivery_receivedAt_idx" ON "SeenDelivery"("receivedAt");

-- CreateIndex
CREATE INDEX "CommitStatus_sourceId_settled_nextAttemptAt_idx" ON "CommitStatus"("sourceId", "settled", "nextAttemptAt");

-- What was told before stays known: a delivery that is repeated starts nothing.
INSERT INTO "SeenDelivery" ("sourceId", "key", "deliveryId", "outcome", "operationIds", "receivedAt")
SELECT "sourceId", 'id:generic:' || "deliveryId", "deliveryId", "outcome", "operationIds", "receivedAt" FROM "Delivery";

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_redeliveryOfId_fkey" FOREIGN KEY ("redeliveryOfId") REFERENCES "Delivery"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SeenDelivery" ADD CONSTRAINT "SeenDelivery_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StatusReports" ADD CONSTRAINT "StatusReports_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommitStatus" ADD CONSTRAINT "CommitStatus_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "StatusReports"("sourceId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommitStatus" ADD CONSTRAINT "CommitStatus_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
