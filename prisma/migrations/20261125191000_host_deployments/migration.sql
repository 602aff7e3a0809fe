-- AlterTable
ALTER TABLE "StatusReports" ADD COLUMN     "deployments" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "CommitStatus" ADD COLUMN     "deploymentId" TEXT;
