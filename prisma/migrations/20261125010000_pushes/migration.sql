-- AlterTable
ALTER TABLE "Source" ADD COLUMN     "lastPollProblem" JSONB,
ADD COLUMN     "lastPolledAt" TIMESTAMP(3),
ADD COLUMN     "nextPollAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "autoDeploy" BOOLEAN NOT NULL DEFAULT true;

-- Nobody asked that pushes deploy what was here before: its person turns that on.
UPDATE "Environment" SET "autoDeploy" = false;

-- CreateTable
CREATE TABLE "WebhookSecret" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "valueEncrypted" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "validUntil" TIMESTAMP(3),

    CONSTRAINT "WebhookSecret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "receivedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ref" TEXT NOT NULL,
    "commit" TEXT,
    "outcome" TEXT NOT NULL,
    "operationIds" UUID[],

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SourceHead" (
    "sourceId" UUID NOT NULL,
    "ref" TEXT NOT NULL,
    "commit" TEXT,
    "seenAt" TIMESTAMP(3) NOT NULL,
    "stoppedIds" UUID[],

    CONSTRAINT "SourceHead_pkey" PRIMARY KEY ("sourceId","ref")
);

-- CreateIndex
CREATE INDEX "WebhookSecret_sourceId_idx" ON "WebhookSecret"("sourceId");

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_sourceId_deliveryId_key" ON "Delivery"("sourceId", "deliveryId");

-- AddForeignKey
ALTER TABLE "WebhookSecret" ADD CONSTRAINT "WebhookSecret_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceHead" ADD CONSTRAINT "SourceHead_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
