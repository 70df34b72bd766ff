import { createSecrets } from '#lib/data/secrets.ts'
import { findSecretKey } from '#lib/services/backup/secret-key-file.ts'
import { createResetToken, resetPath } from '#lib/services/reset-token.ts'
import { readEnvOrExit } from './read-env.ts'

const env = readEnvOrExit()
const [email, ...others] = process.argv.slice(2)
if (others.length > 0 || (email !== undefined && !email.includes('@'))) {
  console.error('Usage: npm run reset-password -- [e-mail address]')
  process.exit(1)
}
const secretKey = env.SECRET_KEY ?? (await findSecretKey(env.DATA_DIR))
if (secretKey === null) {
  console.error(`There is no installation in ${env.DATA_DIR}: set the same DATA_DIR, or the same SECRET_KEY, as for the server.`)
  process.exit(1)
}
// Signed, not kept: the database belongs to the running server, which need not be stopped for this.
const person = email === undefined ? 'owner' : { email: email.trim().toLowerCase() }
const token = createResetToken(createSecrets(secretKey), { person, mark: null, until: Date.now() + 3_600_000 })
console.log(`Open this link within an hour to choose a new password for ${email ?? 'the owner’s account'}. It works once.`)
console.log(`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}${resetPath(token)}`)
