import { createServer } from 'node:net'
import { expect, expectAccessible, test } from './fixtures.ts'
import { setUp } from './pages.ts'
import { SecondServer, withDataDirectory } from './second-server.ts'

test.describe.configure({ timeout: 120_000 })

test('a fresh server prints a set-up link that makes the owner once', async ({ strangerPage }) => {
  await withDataDirectory(async (directory) => {
    const server = new SecondServer({ DATA_DIR: directory })
    try {
      const url = await server.waitFor(/Set up: (http\S+\/setup\?token=\S+)/)
      expect(server.output).toMatch(/Dailies is ready at http:\/\/localhost:\d+\n/)

      await strangerPage.goto(url)
      await expectAccessible(strangerPage)
      await setUp(strangerPage, url, { name: 'Ada', email: 'ada@dailies.test', password: 'a-long-test-password' })

      // Left first: the compose page keeps asking, and would be answered 401.
      await strangerPage.goto('about:blank')
      await strangerPage.context().clearCookies()
      await strangerPage.goto(url)
      await expect(strangerPage.getByLabel('Name')).toHaveCount(0)
      await expect(strangerPage.getByText(/used or has expired/)).toBeVisible()

      const second = new SecondServer({ DATA_DIR: directory })
      expect(await second.exited).toBe(1)
      expect(second.output).toContain('in use by process')
      expect(second.output).not.toMatch(/^\s+at /m)
    } finally {
      // A stop that takes longer than ten seconds is cut off and ends with 1.
      expect(await server.stop()).toBe(0)
    }
  })
})

test('a wrong environment stops the start with one line per mistake', async () => {
  const server = new SecondServer({ PORT: 'eighty', LOG_LEVEL: 'loud', OWNER_EMAIL: 'ada@dailies.test' })
  expect(await server.exited).toBe(1)
  const lines = server.output.trim().split('\n').sort()
  expect(lines.map((line) => line.split(':')[0])).toEqual(['LOG_LEVEL', 'OWNER_EMAIL, OWNER_PASSWORD', 'PORT'])
})

test('a busy port is refused with a sentence', async () => {
  const blocker = createServer()
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => {
      const address = blocker.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
  await withDataDirectory(async (directory) => {
    const server = new SecondServer({ DATA_DIR: directory, PORT: String(port) })
    expect(await server.exited).toBe(1)
    expect(server.output.trim()).toBe(`Port ${port} is already in use: stop the other program or set PORT.`)
  })
  blocker.close()
})
