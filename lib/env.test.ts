import { expect, test } from 'vitest'
import { parseEnv } from './env.ts'

test('nothing is needed', () => {
  expect(parseEnv({ PORT: '', WORKER: ' ' })).toMatchObject({ ok: true, env: { PORT: 3000, WORKER: 'inline', SANDBOX_RENDER_SECONDS: 6 } })
})

test('numbers are read as people write them', () => {
  expect(parseEnv({ PORT: ' 8080 ', SANDBOX_RENDER_SECONDS: '.5', UPLOAD_QUOTA_GB: '2.50' })).toMatchObject({
    ok: true,
    env: { PORT: 8080, SANDBOX_RENDER_SECONDS: 0.5, UPLOAD_QUOTA_GB: 2.5 },
  })
})

test.each([
  ['PORT', '65536', 'must be a port number, 0 to 65535'],
  ['PORT', '80.5', 'must be a port number, 0 to 65535'],
  ['PORT', '1e3', 'must be a port number, 0 to 65535'],
  ['METRICS_PORT', 'high', 'must be a port number, 0 to 65535'],
  ['WORKER', 'yes', 'must be one of inline, off'],
  ['SANDBOX_RENDER_SECONDS', '-1', 'must be at least 0'],
  ['SANDBOX_RENDER_SECONDS', 'soon', 'must be a number'],
  ['UPLOAD_QUOTA_GB', '0', 'must be more than 0'],
  ['SECRET_KEY', 'short', 'must have at least 16 characters'],
  ['DATABASE_URL', 'mysql://x', 'must start with postgres://'],
  ['LOOVA_BASE_URL', 'ftp://x', 'must be an http(s) URL'],
  ['ALLOWED_PRIVATE_HOSTS', 'minio:9000, http://gateway', 'must be hosts, such as minio:9000 or [fd00::5]:9000, between commas'],
  ['ALLOWED_PRIVATE_HOSTS', '*.internal', 'must be hosts, such as minio:9000 or [fd00::5]:9000, between commas'],
  ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal, silent'],
])('%s=%s is one line in plain words, without the value', (name, value, words) => {
  expect(parseEnv({ [name]: value })).toEqual({ ok: false, mistakes: [`${name}: ${words}`] })
})

test('private hosts are a list, with or without ports', () => {
  const hosts = 'minio, Gateway:8080 ,[::1]:9000, fd00::5,'
  expect(parseEnv({ ALLOWED_PRIVATE_HOSTS: hosts })).toMatchObject({
    ok: true,
    env: { ALLOWED_PRIVATE_HOSTS: ['minio', 'gateway:8080', '[::1]:9000', 'fd00::5'] },
  })
})

test('every mistake is told at once', () => {
  expect(parseEnv({ PORT: 'x', WORKER: 'y', OWNER_PASSWORD: 'x'.repeat(129) })).toEqual({
    ok: false,
    mistakes: [
      'PORT: must be a port number, 0 to 65535',
      'WORKER: must be one of inline, off',
      'OWNER_PASSWORD: must have at most 128 characters',
      'OWNER_EMAIL, OWNER_PASSWORD: give both or neither',
    ],
  })
})
