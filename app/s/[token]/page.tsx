import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { SharedTakePage } from '#components/share/shared-take-page.tsx'
import { vendorIds } from '#lib/generation/request.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { findSharedTake, type SharedTake } from '#lib/services/open-video.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Once for the page and its tags. */
const findTake = cache((token: string) => findSharedTake(currentContext(), token))

export async function generateMetadata({ params }: PageProps<'/s/[token]'>): Promise<Metadata> {
  const { token } = await params
  const origin = await readOrigin()
  const robots = { index: false, follow: false }
  const take = await findTake(token)
  if (take === null) return { title: 'Not found', robots }
  const prompt = take.prompt.trim().replace(/\s+/g, ' ')
  const title = prompt === '' ? 'A take made with Dailies' : shorten(prompt, 70)
  const description = `${prompt === '' ? '' : `${shorten(prompt, 180)} `}${take.isSandbox ? 'A sandbox animatic, not the real model: ' : 'Made with '}${nameMaker(take)}.`
  const page = `${origin}/s/${token}`
  const { width, height, contentType, posterKey, playableKey } = take.video
  const poster = posterKey === null ? [] : [{ url: `${page}/poster`, width, height, alt: title }]
  return {
    title: { absolute: title },
    description,
    robots,
    openGraph: {
      type: 'video.other',
      siteName: 'Dailies',
      title,
      description,
      url: page,
      videos: [{ url: `${origin}${videoAddress(token, take)}`, type: playableKey === null ? contentType : 'video/mp4', width, height }],
      images: poster,
    },
    twitter: { card: 'summary_large_image', title, description, images: poster.map(({ url, alt }) => ({ url, alt })) },
    referrer: 'no-referrer',
  }
}

export default async function SharePage({ params }: PageProps<'/s/[token]'>) {
  const { token } = await params
  const take = await findTake(token)
  if (take === null) notFound()
  return (
    <SharedTakePage
      videoUrl={videoAddress(token, take)}
      posterUrl={take.video.posterKey === null ? null : `/s/${token}/poster`}
      preview={take.video.preview && take.video.previewKey ? { ...take.video.preview, url: `/s/${token}/preview` } : null}
      duration={take.video.duration}
      aspect={take.video.width / take.video.height}
      prompt={take.prompt}
      madeWith={nameMaker(take)}
      isSandbox={take.isSandbox}
    />
  )
}

function videoAddress(token: string, { video }: SharedTake): string {
  return `/s/${token}/video${video.playableKey === null ? '' : '?playable=1'}`
}

/** The address under which this page was asked for: crawlers take absolute addresses only. */
async function readOrigin(): Promise<string> {
  const { PUBLIC_URL, PORT } = currentContext().env
  if (PUBLIC_URL !== undefined) return PUBLIC_URL
  const asked = await headers()
  const host = asked.get('host') ?? `localhost:${PORT}`
  return `${asked.get('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${host}`
}

function nameMaker({ vendor: id, model }: Pick<SharedTake, 'vendor' | 'model'>): string {
  const vendorId = vendorIds.find((known) => known === id)
  if (vendorId === undefined) return model
  const vendor = vendors[vendorId]
  return `${vendor.name} · ${vendor.models.find((one) => one.id === model)?.name ?? model}`
}

function shorten(text: string, most: number): string {
  const letters = [...text]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text
}
