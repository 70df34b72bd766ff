declare const proven: unique symbol

/** Proof of who asks. Functions of `lib/data` take it first; only the session and the engine may make one (the architecture test holds this). */
export type Viewer = UserViewer | EngineViewer

export interface UserViewer {
  readonly [proven]: true
  readonly kind: 'user'
  readonly userId: string
  readonly role: 'owner' | 'member'
}

/** The engine acts on every user's tasks. */
export interface EngineViewer {
  readonly [proven]: true
  readonly kind: 'engine'
}

export function createUserViewer(user: { id: string; role: string }): UserViewer {
  return { kind: 'user', userId: user.id, role: user.role === 'owner' ? 'owner' : 'member' } as UserViewer
}

export function createEngineViewer(): EngineViewer {
  return { kind: 'engine' } as EngineViewer
}
