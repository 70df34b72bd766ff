import { CopyButton } from '#components/ui/copy-button.tsx'
import { type Fact, FactList } from '#components/ui/fact-list.tsx'
import { Time } from '#components/ui/time.tsx'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { VideoReceipt } from '#lib/generation/task-view.ts'

const codecNames: Record<string, string> = {
  avc: 'H.264',
  hevc: 'H.265',
  av1: 'AV1',
  vp9: 'VP9',
  vp8: 'VP8',
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
}

/** What is kept of the file, and how to prove that it is still the same. */
export function Receipt({ receipt, playUrl }: { receipt: VideoReceipt; playUrl: string | null }) {
  const codecs = [receipt.videoCodec, receipt.audioCodec].flatMap((codec) => (codec === null ? [] : [codecNames[codec] ?? codec]))
  const facts: Fact[] = [
    { name: 'File', value: `${receipt.container.toUpperCase()}${codecs.length > 0 ? ` · ${codecs.join(' + ')}` : ''}` },
    { name: 'Picture', value: `${receipt.width} × ${receipt.height}` },
    { name: 'Duration', value: `${receipt.duration.toFixed(2)} s` },
    { name: 'Size', value: `${bytesInWords(receipt.bytes)} (${receipt.bytes.toLocaleString('en')} bytes)` },
    ...playingFacts(receipt, playUrl),
    { name: 'Saved', value: <Time at={receipt.archivedAt} /> },
    ...(receipt.sourceUrl === null ? [] : [{ name: 'Source', value: <span className="break-all">{receipt.sourceUrl}</span> }]),
    {
      name: 'SHA-256',
      value: (
        <span className="flex flex-col items-start gap-1.5">
          <code className="break-all font-mono text-2xs leading-4">{receipt.sha256}</code>
          <CopyButton value={receipt.sha256} label="Copy checksum" size="xs" />
        </span>
      ),
    },
  ]
  return <FactList facts={facts} />
}

/** Said only where a copy is played, or would be needed. */
function playingFacts({ videoCodec, playable }: VideoReceipt, playUrl: string | null): Fact[] {
  const isPlain = videoCodec === null || videoCodec === 'avc'
  if (playable === null) {
    if (isPlain) return []
    return [{ name: 'Plays', value: 'Not in every browser, and there is no H.264 copy. Downloaded, it plays elsewhere.' }]
  }
  const value = (
    <>
      {isPlain ? 'From a copy that starts at once in every browser' : 'From an H.264 copy, as not every browser plays the original'} (
      {bytesInWords(playable.bytes)}). The original is kept as it came.
      {playUrl !== null && (
        <>
          {' '}
          <a href={`${playUrl}&download=1`} download className="text-accent underline underline-offset-4">
            Download the copy
          </a>
        </>
      )}
    </>
  )
  return [{ name: 'Plays', value }]
}
