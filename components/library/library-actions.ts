export type DeleteResult = { ok: true } | { ok: false; message: string }

export interface LibraryActions {
  deleteUpload: (id: string) => Promise<DeleteResult>
  deleteLink: (id: string) => Promise<DeleteResult>
}
