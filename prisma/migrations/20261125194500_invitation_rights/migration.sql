-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "orderedBy" JSONB;
