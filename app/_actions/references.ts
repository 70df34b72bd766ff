'use server'

import { z } from 'zod'
import { deleteUpload } from '#lib/services/delete-upload.ts'
import { removeLink } from '#lib/services/remove-link.ts'
import { action } from '#lib/session/action.ts'

const id = z.string().min(1).max(64)

export const deleteUploadAction = action({ access: 'member', input: id }, async ({ context, signedIn, input }) =>
  deleteUpload(context, signedIn.viewer, input),
)

/** Gone already is as good as removed. */
export const deleteLinkAction = action({ access: 'member', input: id }, async ({ context, signedIn, input }) => {
  await removeLink(context, signedIn.viewer, input)
  return { ok: true }
})
