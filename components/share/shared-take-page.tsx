import Link from 'next/link'
import type { PreviewStrip } from '#components/player/strip-frame.tsx'
import { TakePlayer } from '#components/player/take-player.tsx'
import { LogoMark } from '#components/shell/logo.tsx'
import { Badge } from '#components/ui/badge.tsx'

export interface SharedTakePageProps {
  videoUrl: string
  posterUrl: string | null
  preview: PreviewStrip | null
  /** Seconds. */
  duration: number
  /** width / height. */
  aspect: number
  prompt: string
  /** "Loova · Seedance 2.0". */
  madeWith: string
  /** An animatic of the built-in sandbox, which nobody may take for the model's work. */
  isSandbox: boolean
}

/** What a stranger with a link sees: the take, its words, and what made it. */
export function SharedTakePage({ videoUrl, posterUrl, preview, duration, aspect, prompt, madeWith, isSandbox }: SharedTakePageProps) {
  const words = prompt.trim()
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-6xl flex-col justify-center gap-6 px-4 py-8 md:px-8">
      <TakePlayer
        src={videoUrl}
        posterUrl={posterUrl}
        preview={preview}
        duration={duration}
        title={words === '' ? 'The shared take' : words.slice(0, 80)}
        aspect={aspect}
        fit="natural"
      />
      {/* As wide as the film above, whose edge its words begin at, but never too narrow to read. */}
      <div className="mx-auto flex flex-col gap-5" style={{ width: `min(100%, max(20rem, calc(70dvh * ${aspect})))` }}>
        <h1
          dir="auto"
          className={words === '' ? 'sr-only' : 'line-clamp-[12] max-w-[75ch] whitespace-pre-wrap break-words font-normal text-lg'}
        >
          {words === '' ? 'A shared take' : words}
        </h1>
        <footer className="flex flex-wrap items-center justify-between gap-3 text-muted-foreground text-xs">
          <span className="flex flex-wrap items-center gap-2">
            {madeWith}
            {isSandbox && <Badge tone="outline">Sandbox, not the real model</Badge>}
          </span>
          <Link href="/" prefetch={false} className="inline-flex items-center gap-1.5 rounded-sm hover:text-foreground">
            <LogoMark className="size-3.5" />
            Made with Dailies
          </Link>
        </footer>
      </div>
    </main>
  )
}
