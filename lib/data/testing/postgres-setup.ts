import type { TestProject } from 'vitest/node'
import { startPreparedPostgres } from './prepared-postgres.ts'
import './provided.ts'

/** Starts a PostgreSQL server for this run, with one prepared database that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPreparedPostgres()
  project.provide('postgresServer', { url: server.url, template: server.template })
  return server.stop
}
