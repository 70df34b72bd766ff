import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { findPostgresPrograms } from '#lib/data/testing/postgres-server.ts'
import { installDebianPackages } from './install-debian-packages.ts'

const clusterConfig = '/etc/postgresql-common/createcluster.d/dailies-no-cluster.conf'

/** Finds PostgreSQL's server programs or installs Debian's as root, without the cluster that the package would start. */
export async function preparePostgres(): Promise<boolean> {
  if ((await findPostgresPrograms()) !== null) return true
  if (process.getuid?.() !== 0) return false
  console.log('No PostgreSQL server programs found; trying Debian’s postgresql …')
  mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true })
  writeFileSync(clusterConfig, 'create_main_cluster = false\n')
  try {
    await installDebianPackages(['postgresql'])
  } finally {
    rmSync(clusterConfig, { force: true })
  }
  return (await findPostgresPrograms()) !== null
}
