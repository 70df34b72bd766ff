import type { Issue } from '#lib/generation/issue.ts'

export type AccountResult = { ok: true } | { ok: false; message: string; issues?: readonly Issue[] | undefined }

export type SignIn = (input: { email: string; password: string }) => Promise<AccountResult>
export type ResetPassword = (input: { token: string; password: string }) => Promise<AccountResult>
export type CompleteSetup = (input: { token: string; name: string; email: string; password: string }) => Promise<AccountResult>
