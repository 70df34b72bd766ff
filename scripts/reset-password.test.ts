import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecrets } from '#lib/data/secrets.ts'
import { readResetToken } from '#lib/services/reset-token.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-reset-'))
})
afterAll(() => rm(directory, { recursive: true }))

const script = path.join(import.meta.dirname, 'reset-password.ts')
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, SECRET_KEY: '', PUBLIC_URL: '', DATA_DIR: directory, PORT: '4321' },
  })

test('prints a link for the owner or the person that is named, signed with the installation’s own key', async () => {
  await expect(run()).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no installation in .*\n$/) })
  await writeFile(path.join(directory, 'secret-key'), 'a secret key of the tests\n')
  const secrets = createSecrets('a secret key of the tests')
  for (const [args, person] of [
    [[], 'owner'],
    [['Ana@Example.com'], { email: 'ana@example.com' }],
  ] as const) {
    const { stdout } = await run(...args)
    const token = /^http:\/\/localhost:4321\/reset-password\?token=(\S+)$/m.exec(stdout)?.[1] ?? ''
    expect(readResetToken(secrets, token, new Date())).toMatchObject({ person, mark: null })
    expect(readResetToken(secrets, token, new Date(Date.now() + 3_600_000))).toBeNull()
  }
})
