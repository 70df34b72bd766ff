-- AlterTable
ALTER TABLE "Reference" ADD COLUMN     "linkedFileId" TEXT;

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "cancelRequestedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Upload" ADD COLUMN     "audioCodec" TEXT,
ADD COLUMN     "container" TEXT,
ADD COLUMN     "edit" JSONB,
ADD COLUMN     "fromTaskId" TEXT,
ADD COLUMN     "originalId" TEXT,
ADD COLUMN     "thumbnailKey" TEXT,
ADD COLUMN     "usedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "videoCodec" TEXT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "quotaBytes" BIGINT;

-- AlterTable
ALTER TABLE "Video" ADD COLUMN     "playableBytes" BIGINT,
ADD COLUMN     "playableKey" TEXT,
ADD COLUMN     "playableSha256" TEXT,
ADD COLUMN     "preview" JSONB,
ADD COLUMN     "previewKey" TEXT;

-- CreateTable
CREATE TABLE "UploadSession" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "receivedBytes" BIGINT NOT NULL DEFAULT 0,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UploadSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkedFile" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "urlHash" TEXT NOT NULL,
    "kind" TEXT,
    "contentType" TEXT,
    "bytes" BIGINT,
    "container" TEXT,
    "videoCodec" TEXT,
    "audioCodec" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "duration" DOUBLE PRECISION,
    "problem" TEXT,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "usedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LinkedFile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "UploadSession_userId_idx" ON "UploadSession"("userId");

-- CreateIndex
CREATE INDEX "UploadSession_updatedAt_idx" ON "UploadSession"("updatedAt");

-- CreateIndex
CREATE INDEX "LinkedFile_userId_usedAt_id_idx" ON "LinkedFile"("userId", "usedAt" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "LinkedFile_userId_urlHash_key" ON "LinkedFile"("userId", "urlHash");

-- CreateIndex
CREATE INDEX "Reference_linkedFileId_idx" ON "Reference"("linkedFileId");

-- CreateIndex
CREATE INDEX "Upload_userId_usedAt_id_idx" ON "Upload"("userId", "usedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Upload_originalId_idx" ON "Upload"("originalId");

-- CreateIndex
CREATE INDEX "Upload_fromTaskId_idx" ON "Upload"("fromTaskId");

-- AddForeignKey
ALTER TABLE "Reference" ADD CONSTRAINT "Reference_linkedFileId_fkey" FOREIGN KEY ("linkedFileId") REFERENCES "LinkedFile"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Upload" ADD CONSTRAINT "Upload_originalId_fkey" FOREIGN KEY ("originalId") REFERENCES "Upload"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Upload" ADD CONSTRAINT "Upload_fromTaskId_fkey" FOREIGN KEY ("fromTaskId") REFERENCES "Task"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UploadSession" ADD CONSTRAINT "UploadSession_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkedFile" ADD CONSTRAINT "LinkedFile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
