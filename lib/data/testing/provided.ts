declare module 'vitest' {
  interface ProvidedContext {
    /** A closed embedded database with all migrations and the queue's schema, to be copied. */
    embeddedTemplate: string
    /** The test run's own PostgreSQL server: its maintenance database, and the name of the one to copy. */
    postgresServer: { url: string; template: string }
  }
}

export {}
