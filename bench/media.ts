import { fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { taskViewSchema } from '#lib/generation/task-view.ts'
import { createMedia } from '#lib/media/create-media.ts'
import { noiseWav } from '#lib/media/testing/wav.ts'
import { type Nginx, startNginx } from '#lib/storage/testing/nginx.ts'
import { SecondServer } from '../e2e/second-server.ts'
import { owner, signIn } from './testing/owner.ts'
import type { ClientOrder, ClientTally } from './testing/range-clients.ts'

const clients = 50
const rounds = 5
const secondsPerRound = 3
const uploadBytes = 64 * 1024 * 1024

const directory = await mkdtemp(path.join(tmpdir(), 'dailies-media-bench-'))
const dataDirectory = path.join(directory, 'data')
const server = new SecondServer({
  DATA_DIR: dataDirectory,
  OWNER_EMAIL: owner.email,
  OWNER_PASSWORD: owner.password,
  OWNER_API_KEY: owner.apiKey,
  SANDBOX_RENDER_SECONDS: '0',
})
let nginx: Nginx | null = null
try {
  const url = new URL(await server.waitFor(/ready at (http:\/\/\S+)/))
  const take = await makeTake(url)
  const folder = path.join(dataDirectory, 'files', 'videos', take.id)
  const fileName = (await readdir(folder)).find((name) => name.endsWith('.mp4')) ?? ''
  const filePath = path.join(folder, fileName)
  const fileBytes = (await stat(filePath)).size
  const [processor] = cpus()
  console.log(`${cpus().length} × ${processor?.model ?? 'unknown processor'}, load ${loadNow()}, Node ${process.version}`)
  console.log(`The take: ${(fileBytes / 1e6).toFixed(1)} MB, ${take.video?.width} × ${take.video?.height}, ${take.video?.duration} s\n`)

  nginx = await startNginx(path.join(directory, 'nginx'), folder)
  if (nginx === null) console.log('nginx is not installed, so there is no yardstick: apt-get install nginx-light')
  const cookie = await signIn(url)
  await measureDownloads({ url, take: take.id, cookie, nginxPort: nginx?.port ?? null, fileName, fileBytes })
  await measureUploads(url, cookie)
  await measureMedia(filePath)
  console.log(`load at the end ${loadNow()}`)
} finally {
  await nginx?.stop()
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}

function loadNow(): string {
  return loadavg()
    .map((average) => average.toFixed(1))
    .join(' ')
}

async function makeTake(url: URL) {
  const api = (address: string, init: RequestInit = {}) =>
    fetch(new URL(address, url), { ...init, headers: { authorization: `Bearer ${owner.apiKey}`, 'content-type': 'application/json' } })
  const request = { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse in a storm, waves against the rocks', duration: 12 }
  const created = await api('/api/v1/tasks', { method: 'POST', body: JSON.stringify(request) })
  let task = taskViewSchema.parse(await created.json())
  while (task.finishedAt === null) task = taskViewSchema.parse(await (await api(`/api/v1/tasks/${task.id}?wait=30`)).json())
  if (task.state !== 'succeeded') throw new Error(`the take ended as ${task.state}: ${task.failure?.message}`)
  return task
}

function runClients(order: ClientOrder): Promise<ClientTally> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'testing', 'range-clients.ts'), { execArgv: ['--no-warnings'] })
    child.once('message', (message) => {
      child.kill()
      const answer = message as { tally?: ClientTally; error?: string }
      if (answer.tally) resolve(answer.tally)
      else reject(new Error(answer.error))
    })
    child.send(order)
  })
}

interface DownloadSubject {
  url: URL
  take: string
  cookie: string
  nginxPort: number | null
  fileName: string
  fileBytes: number
}

/** The two servers take turns, so that a busy moment of the machine does not fall on one of them. */
async function measureDownloads({ url, take, cookie, nginxPort, fileName, fileBytes }: DownloadSubject): Promise<void> {
  const common = { clients, seconds: secondsPerRound, fileBytes }
  const own = { ...common, port: Number(url.port), path: `/api/tasks/${take}/video`, headers: { cookie } }
  const yardstick = nginxPort === null ? null : { ...common, port: nginxPort, path: `/${fileName}`, headers: {} }
  console.log(`Ranged downloads, ${clients} clients, ${rounds} rounds of ${secondsPerRound} s each in turns`)
  for (const [what, partBytes] of [
    ['the whole file (bytes=0-)', null],
    ['parts of 1 MiB', 1024 * 1024],
    ['parts of 64 KiB', 64 * 1024],
  ] as const) {
    const rates: number[] = []
    const theirs: number[] = []
    const answers: number[] = []
    const theirAnswers: number[] = []
    for (let round = 0; round < rounds; round++) {
      const ours = await runClients({ ...own, partBytes })
      rates.push(ours.bytes / ours.seconds / 1e6)
      answers.push(ours.answers / ours.seconds)
      if (yardstick === null) continue
      const other = await runClients({ ...yardstick, partBytes })
      theirs.push(other.bytes / other.seconds / 1e6)
      theirAnswers.push(other.answers / other.seconds)
    }
    const ratio = theirs.length === 0 ? '' : `, ${(median(rates) / median(theirs)).toFixed(2)} of nginx`
    const beside = theirs.length === 0 ? '' : ` beside ${rate(median(theirs), median(theirAnswers))}`
    console.log(`  ${what.padEnd(28)}${rate(median(rates), median(answers))}${beside}${ratio}`)
  }
  console.log('')
}

function rate(megabytes: number, answers: number): string {
  return `${megabytes.toFixed(0).padStart(5)} MB/s, ${answers.toFixed(0).padStart(5)} answers/s`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

/** Beside a bare server that pipes the body into a file and syncs it: it looks at nothing, hashes nothing and keeps no record. */
async function measureUploads(url: URL, cookie: string): Promise<void> {
  const bare = createServer((request, response) => {
    pipeline(request, createWriteStream(path.join(directory, 'bare'), { flush: true })).then(
      () => response.end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve))
  const address = bare.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < 3; round++) {
    const sound = noiseWav(uploadBytes)
    const form = () => {
      const body = new FormData()
      body.set('file', new Blob([sound], { type: 'audio/wav' }), `noise-${round}.wav`)
      return body
    }
    ours.push(await timeUpload(new URL('/api/uploads', url), form(), { cookie, origin: url.origin }))
    theirs.push(await timeUpload(new URL(`http://127.0.0.1:${port}/`), form(), {}))
  }
  bare.close()
  const [own, other] = [median(ours), median(theirs)]
  console.log(
    `Upload of ${uploadBytes / 1024 / 1024} MiB: ${own.toFixed(0)} MB/s beside ${other.toFixed(0)} MB/s into a bare file, ${(own / other).toFixed(2)} of it\n`,
  )
}

async function timeUpload(url: URL, body: FormData, headers: Record<string, string>): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url, { method: 'POST', body, headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${text.slice(0, 300)}`)
  return uploadBytes / 1e3 / (performance.now() - start)
}

/** What archiving a take costs besides the copy. */
async function measureMedia(filePath: string): Promise<void> {
  const media = createMedia()
  const works: [string, () => Promise<unknown>][] = [
    ['probe', () => media.probe(filePath)],
    ['poster', () => media.poster(filePath, path.join(directory, 'poster.webp'))],
    ['preview strip', () => media.preview(filePath, path.join(directory, 'strip.webp'))],
    ['look whether it plays', () => media.playable(filePath, path.join(directory, 'playable.mp4'))],
  ]
  // The first of each loads the decoders.
  for (const [, work] of works) await work()
  console.log('Media work per take (median of 7)')
  for (const [name, work] of works) {
    const times: number[] = []
    for (let round = 0; round < 7; round++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    console.log(`  ${name.padEnd(28)}${median(times).toFixed(0).padStart(5)} ms`)
  }
  const { size } = await stat(path.join(directory, 'strip.webp'))
  console.log(`  the strip has ${(size / 1e3).toFixed(0)} kB\n`)
  await media.close()
}
