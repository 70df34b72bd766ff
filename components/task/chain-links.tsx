import { Film } from 'lucide-react'
import Link from 'next/link'
import { linkWords } from '#components/task/chain-words.ts'
import { StateDot } from '#components/task/state-dot.tsx'
import type { TakeChain, TakeLink } from '#lib/generation/take-chain.ts'

export function hasChain(chain: TakeChain): boolean {
  return chain.before.length > 0 || chain.after.length > 0
}

/** The takes that this one came from, and those that came from it. */
export function ChainLinks({ chain }: { chain: TakeChain }) {
  return (
    <div className="flex flex-col gap-4">
      {chain.before.length > 0 && <LinkList title="Continued from" links={chain.before} side="before" />}
      {chain.after.length > 0 && <LinkList title="Continued in" links={chain.after} side="after" />}
    </div>
  )
}

function LinkList({ title, links, side }: { title: string; links: readonly TakeLink[]; side: 'before' | 'after' }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="text-muted-foreground text-xs">{title}</h3>
      <ul className="flex flex-col gap-1">
        {links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one take may stand here twice, by its film and by a frame
          <li key={`${link.id}-${index}`}>
            <Link
              href={`/tasks/${link.id}`}
              prefetch={false}
              className="-mx-1.5 flex min-w-0 items-center gap-2.5 rounded-md p-1.5 hover:bg-hover"
            >
              <span className="relative grid aspect-video w-16 shrink-0 place-items-center overflow-hidden rounded-sm bg-well text-faint-foreground [&_svg]:size-4">
                <Film aria-hidden />
                {link.posterUrl !== null && (
                  <img src={link.posterUrl} alt="" loading="lazy" decoding="async" className="absolute inset-0 size-full object-cover" />
                )}
              </span>
              <span className="flex min-w-0 flex-col">
                <span dir="auto" className="truncate text-sm">
                  {link.prompt.trim() === '' ? 'Take without a prompt' : link.prompt}
                </span>
                <span className="flex items-center gap-1.5 text-muted-foreground text-xs tabular-nums">
                  {link.state !== 'succeeded' && <StateDot state={link.state} />}
                  <span className="truncate">{linkWords(link, side)}</span>
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
