-- Images that were made from nothing are found without looking at every build.
ALTER TABLE "Build" ADD COLUMN "whole" BOOLEAN NOT NULL DEFAULT false;

CREATE INDEX "Build_sourceId_part_whole_startedAt_idx" ON "Build"("sourceId", "part", "whole", "startedAt");
