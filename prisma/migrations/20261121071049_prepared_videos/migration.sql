-- AlterTable
ALTER TABLE "Video" ADD COLUMN     "preparedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Video_preparedAt_archivedAt_idx" ON "Video"("preparedAt", "archivedAt");

-- Takes from before have their poster; those that were tried for a strip have, or cannot have, the rest.
UPDATE "Video" SET "preparedAt" = "archivedAt" WHERE preview IS NOT NULL;
