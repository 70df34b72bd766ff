import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeConnection } from '#lib/data/connections.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { createSafeFetch } from '#lib/transport/safe-fetch.ts'
import { checkTask } from './check-task.ts'
import { testConnection } from './test-connection.ts'
import { sendTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

const canary = 'canary-7f3a-secret-key-never-to-be-seen'

let t: TestContext
let owner: UserViewer
let server: Server
let answer: 'accept' | 'refuse' | 'break' | 'garble' = 'accept'
const lines: string[] = []

/** A vendor at its worst: it repeats the key it was sent in every answer. */
beforeAll(async () => {
  t = await createTestContext()
  owner = await t.createViewer('owner')
  server = createServer((request, response) => {
    const key = request.headers.authorization
    if (answer === 'break') return void request.socket.destroy()
    if (answer === 'garble') return void response.writeHead(502).end(`<html>${key}</html>`)
    const refusal = { code: 401, message: 'invalid key', trace_id: 'trace-42' }
    const accepted = { code: 200, message: 'ok', trace_id: 'trace-41', data: { task_id: 'task-1', status: 'pending', credits_cost: 1 } }
    response.writeHead(answer === 'accept' ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer === 'accept' ? accepted : refusal))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  t.context.log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  t.context.safeFetch = createSafeFetch(['127.0.0.1'])
  await changeConnection(owner, t.context.database.client, 'loova', {
    sealedKey: t.context.secrets.seal(canary),
    baseUrl: `http://127.0.0.1:${port}`,
  })
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await t[Symbol.asyncDispose]()
})

function send(kind: typeof answer): Promise<string> {
  answer = kind
  return sendTake(t, owner, `A ${kind}`)
}

it('the log tells tasks and traces apart and never holds a vendor’s key, whatever the vendor answers', async () => {
  const accepted = await send('accept')
  const refused = await send('refuse')
  const lost = await send('break')
  const garbled = await send('garble')
  await checkTask(t.context, t.engine, accepted)
  await testConnection(t.context, owner, 'loova')
  const log = lines.join('')
  for (const id of [accepted, refused, lost, garbled]) expect(log).toContain(id)
  expect(lines.find((line) => line.includes(refused) && line.includes('trace-42'))).toBeDefined()
  expect(lines.find((line) => line.includes(accepted) && line.includes('trace-41'))).toBeDefined()
  expect(log).not.toContain(canary)
  expect(log).not.toMatch(/bearer/i)
})
