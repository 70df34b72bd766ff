import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface GivenFiles {
  png: Buffer
  film: Buffer
  /** Another of the same kind. */
  lateFilm: Buffer
}

export interface FarServer extends AsyncDisposable {
  origin: string
  /** What was asked for, in order. */
  hits: string[]
  /** Answers under `/held/`, for a test to give when it is time. */
  held: ServerResponse[]
  give(files: GivenFiles): void
}

/** Somebody else's server, which gives out files as servers do, and as they should not. */
export async function openFarServer(): Promise<FarServer> {
  const hits: string[] = []
  const held: ServerResponse[] = []
  let answers: Answers = {}
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    const answer = answers[request.url ?? '']
    if (answer) answer(request, response)
    else if (request.url?.startsWith('/held/')) held.push(response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    held,
    give(files) {
      answers = answersWith(files)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Answers = Record<string, (request: IncomingMessage, response: ServerResponse) => void>

/** Gives out a file in the parts that are asked for, as object storage does. */
function give(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  const [start, end] = [Number(from ?? 0), Math.min(bytes.length, Number(to ?? bytes.length) + 1)]
  response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` }).end(bytes.subarray(start, end))
}

/** Unpacks to more than is ever taken. */
const packed = gzipSync(Buffer.alloc(16 * 1024 ** 2))

function answersWith({ png, film, lateFilm }: GivenFiles): Answers {
  return {
    '/a%20picture.png': (request, response) => give(request, response, png),
    '/film.mp4': (request, response) => give(request, response, film),
    '/whole-film.mp4': (_request, response) => response.end(film),
    '/late.mp4': (request, response) => give(request, response, lateFilm),
    '/whole.png': (_request, response) => response.end(png),
    '/endless.mp4': (_request, response) => {
      const pour = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', pour)
      }
      response.write(film.subarray(0, 64))
      pour()
    },
    '/packed.png': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    '/enormous.mp4': (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-63/${10 * 1024 ** 3}` }).end(film.subarray(0, 64))
    },
    '/page': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>'),
    '/text': (_request, response) => response.end('just a few words, longer than any signature'),
    '/empty': (_request, response) => response.end(),
    '/none': (_request, response) => response.writeHead(416, { 'content-range': 'bytes */0' }).end(),
    '/cut.png': (_request, response) => response.end(png.subarray(0, 20)),
    '/missing': (_request, response) => response.writeHead(404).end(),
    '/members': (_request, response) => response.writeHead(403).end(),
    '/down': (_request, response) => response.writeHead(503).end(),
    '/teapot': (_request, response) => response.writeHead(418).end(),
    '/circle': (_request, response) => response.writeHead(302, { location: '/circle' }).end(),
    '/onward': (_request, response) => response.writeHead(302, { location: '/a%20picture.png' }).end(),
    '/inside': (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/secret.png' }).end(),
    '/nowhere': (_request, response) => response.writeHead(302, { location: 'ftp://example.com/a.png' }).end(),
    '/broken': (request) => request.socket.destroy(),
    '/half.mp4': (_request, response) => {
      response.writeHead(200, { 'content-length': film.length }).write(film.subarray(0, 1000), () => response.destroy())
    },
    '/too-much.mp4': (_request, response) => response.writeHead(200, { 'content-length': 5e9 }).write(film.subarray(0, 64)),
    '/changing.mp4': (request, response) => {
      // Another file stands there as soon as its beginning has been given out.
      const isBeginning = request.headers.range?.startsWith('bytes=0-') ?? false
      give(request, response, isBeginning ? lateFilm : Buffer.concat([lateFilm, lateFilm]))
    },
    '/liar.png': (_request, response) => {
      // Says that it starts elsewhere than it was asked to.
      response.writeHead(206, { 'content-range': `bytes 7-${png.length - 1}/${png.length}` }).end(png.subarray(7))
    },
  }
}
