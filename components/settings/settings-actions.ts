import type { Issue } from '#lib/generation/issue.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'

export type SettingsResult<Value extends object = object> =
  | ({ ok: true } & Value)
  | { ok: false; message: string; issues?: readonly Issue[] | undefined }

/** An absent field stays as it is; null empties it. */
export interface ConnectionChange {
  vendor: VendorId
  apiKey?: string | null
  baseUrl?: string | null
  isDisabled?: boolean
  maxRunning?: number | null
}

export interface VendorActions {
  saveConnection: (change: ConnectionChange) => Promise<SettingsResult<{ connection: ConnectionView }>>
  /** A key and an address that are given are tried without being saved; the saved ones are tested without them. */
  testConnection: (
    account: Pick<ConnectionChange, 'vendor' | 'baseUrl'> & { apiKey?: string },
  ) => Promise<SettingsResult<{ connection: ConnectionView; isWorking: boolean; message: string }>>
}

export interface ApiKey {
  id: string
  name: string
  /** The last four characters. */
  hint: string
  createdAt: string
  lastUsedAt: string | null
}

export interface ApiKeyActions {
  /** The key itself is in this answer only. */
  createApiKey: (input: { name: string }) => Promise<SettingsResult<{ key: string; apiKey: ApiKey }>>
  revokeApiKey: (id: string) => Promise<SettingsResult>
}

export interface Person {
  id: string
  name: string
  email: string
  role: 'owner' | 'member'
  createdAt: string
  /** What this person's uploads take. */
  uploadBytes: number
  /** How much they may take; null: what the installation gives everyone. */
  quotaGb: number | null
}

/** A link that makes an account and that nobody has used yet. */
export interface Invitation {
  id: string
  createdAt: string
  expiresAt: string | null
}

export interface PeopleActions {
  setQuota: (input: { personId: string; quotaGb: number | null }) => Promise<SettingsResult>
  /** For a new password; `path` belongs behind this installation's address, here and below. */
  makeResetLink: (personId: string) => Promise<SettingsResult<{ path: string; expiresAt: string }>>
  invite: (input: null) => Promise<SettingsResult<{ path: string; expiresAt: string; invitation: Invitation }>>
  /** Its link makes nobody an account from then on. */
  takeBack: (invitationId: string) => Promise<SettingsResult>
}

export interface AccountActions {
  changeName: (input: { name: string }) => Promise<SettingsResult>
  changePassword: (input: { currentPassword: string; newPassword: string }) => Promise<SettingsResult>
  signOut: (input: null) => Promise<SettingsResult>
}
