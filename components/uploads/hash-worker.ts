import { hashStream } from './hash-stream.ts'

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Blob>) => void) | null
  postMessage: (message: HashMessage) => void
}

export type HashMessage = { progress: number } | { sha256: string } | { error: string }

scope.onmessage = (event) => {
  hashStream(event.data, (progress) => scope.postMessage({ progress })).then(
    (sha256) => scope.postMessage({ sha256 }),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  )
}
