declare module 'vitest' {
  interface ProvidedContext {
    /** Directories of closed embedded databases, to be copied: one bare, one with all migrations and the queue's schema. */
    embeddedTemplates: { bare: string; prepared: string }
    /** The test run's own PostgreSQL server: its maintenance database, and the name of the one to copy. */
    postgresServer: { url: string; template: string }
  }
}

export {}
