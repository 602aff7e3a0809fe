-- AlterEnum
ALTER TYPE "OperationKind" ADD VALUE 'prune';

-- AlterTable
ALTER TABLE "Host" ADD COLUMN "storage" JSONB,
ADD COLUMN "storageAt" TIMESTAMP(3),
ADD COLUMN "prunedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN "heldCommit" TEXT;

-- AlterTable
ALTER TABLE "Revision" ADD COLUMN "imageParts" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "migrations" JSONB,
ADD COLUMN "appliedMigrations" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "droppedAt" TIMESTAMP(3);
