-- AlterTable
ALTER TABLE "UploadSession" ADD COLUMN     "uploadId" TEXT;
