import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import S3rver from 's3rver'
import { findFreePort } from '../scripts/find-free-port.ts'
import { type ApiClient, createApiClient, type HeardAnswer } from './api-client.ts'
import { type House, openHouse } from './house.ts'
import { isFlawless, type Verdict } from './judge.ts'
import { createOrder, type Order, rollingMix } from './orders.ts'
import { createRandom, type Random } from './random.ts'
import { bringToRest, keyOf } from './settle.ts'
import type { Victim } from './victim.ts'

export interface RollingOptions {
  seed: number
  /** How often each of the two is stopped and started again. */
  turns: number
  quietMs: number
}

export interface RollingResult {
  verdict: Verdict
  ok: boolean
  acknowledged: number
  /** From SIGTERM to the end of the process. */
  stopMs: number[]
  /** Processes that did not end by themselves with code 0. */
  unclean: number
  /** What clients heard: answers by status, or why there was none. */
  heard: Record<string, number>
  /** Answers other than 2xx and 503, and connections cut by a server that was not being restarted. */
  wrong: string[]
  files: { verified: number; damaged: number }
  seconds: number
}

interface Site {
  port: number
  api: ApiClient
  server: Victim
  isRestarting: boolean
  /** A call that began before it was back may have gone to the process before. */
  restartedAt: number
}

const clients = 4

/** Two web processes on one PostgreSQL and one S3, stopped with SIGTERM one after the other while people order, look and download. */
export async function runRolling(options: RollingOptions): Promise<RollingResult> {
  const startedAt = performance.now()
  const random = createRandom(options.seed)
  const ports = [await findFreePort(), await findFreePort()] as const
  const s3 = await startBucket()
  const house = await openHouse({ name: 'rolling', database: 'postgres', port: ports[0], renderSeconds: 1, settings: s3.settings })
  const heard: Record<string, number> = {}
  const wrong: string[] = []
  const orders: Order[] = []
  const stopMs: number[] = []
  let unclean = 0
  let isDone = false
  let isOver = false
  try {
    const sites = await Promise.all(ports.map((port) => openSite(house, port)))
    const listen = (site: Site) => (answer: HeardAnswer) => {
      const { status } = answer
      const word = status === null ? `none (${answer.cause})` : String(status)
      heard[word] = (heard[word] ?? 0) + 1
      const isRight = status !== null && (status < 300 || status === 503)
      const hasMetRestart = site.isRestarting || answer.since < site.restartedAt
      if (!isRight && !(status === null && hasMetRestart)) wrong.push(`port ${site.port}: ${word}, ${sinceBack(site, answer)}`)
    }
    for (const site of sites) site.api.listen(listen(site))
    const load = Array.from({ length: clients }, () => work({ sites, random, orders, isOver: () => isOver }))
    await delay(3_000)
    for (let turn = 0; turn < options.turns; turn++) {
      for (const site of sites) {
        site.isRestarting = true
        const since = performance.now()
        if ((await site.server.kill('SIGTERM')) !== 0) unclean++
        stopMs.push(Math.round(performance.now() - since))
        site.server = startSite(house, site.port)
        await site.server.hear(/Dailies is ready/)
        site.isRestarting = false
        site.restartedAt = performance.now()
        await delay(2_000)
      }
    }
    isOver = true
    await Promise.all(load)
    const [{ api }] = sites as [Site, Site]
    const { verdict, files } = await bringToRest({ api, house, random }, orders, options.quietMs)
    await Promise.all(sites.map(({ server }) => server.kill('SIGTERM')))
    const isInTime = stopMs.every((ms) => ms <= 10_000)
    isDone = isFlawless(verdict) && files.damaged === 0 && unclean === 0 && wrong.length === 0 && isInTime
    return {
      verdict,
      ok: isDone,
      acknowledged: orders.filter((order) => order.acknowledgedId !== null).length,
      ...{ stopMs, unclean, heard, wrong, files },
      seconds: Math.round((performance.now() - startedAt) / 1000),
    }
  } finally {
    isOver = true
    await house.close(isDone)
    await s3.stop()
  }
}

/** When it was asked for, seen from the server's return. */
const sinceBack = (site: Site, { since }: HeardAnswer) =>
  `asked ${Math.round(since - site.restartedAt)} ms after it was back, given up ${Math.round(performance.now() - since)} ms later`

/** Files are in the bucket, so each process may have a directory of its own. */
const startSite = (house: House, port: number) => house.startWeb(port, { DATA_DIR: path.join(house.directory, `data-${port}`) })

async function openSite(house: House, port: number): Promise<Site> {
  const server = startSite(house, port)
  await server.hear(/Dailies is ready/)
  return { port, api: createApiClient(`http://127.0.0.1:${port}`, house.apiKey), server, isRestarting: false, restartedAt: 0 }
}

/** One person: orders at either process, asks the other one where no answer came, looks at the list and at a film. */
async function work({ sites, random, orders, isOver }: { sites: Site[]; random: Random; orders: Order[]; isOver: () => boolean }) {
  while (!isOver()) {
    const order = createOrder(random, orders.length + 1, rollingMix)
    orders.push(order)
    let site = random.pick(sites)
    while (order.acknowledgedId === null && !isOver()) {
      order.acknowledgedId = await site.api.submit(order.request, keyOf(order))
      if (order.acknowledgedId === null) await delay(50)
      site = sites.find((other) => other !== site) ?? site
    }
    const finished = (await random.pick(sites).api.listPage('&state=succeeded')) ?? []
    if (finished.length > 0) await random.pick(sites).api.download(random.pick(finished).id)
    await delay(random.below(1_500))
  }
}

async function startBucket() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-chaos-bucket-'))
  const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'takes' }] })
  const { port } = await s3.run()
  return {
    settings: {
      S3_BUCKET: 'takes',
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async stop() {
      await s3.close()
      fs.rmSync(directory, { recursive: true, force: true })
    },
  }
}
