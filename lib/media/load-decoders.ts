let registration: Promise<void> | null = null

/** The native codecs are 60 MB of memory: only work that decodes or encodes loads them. */
export function loadDecoders(): Promise<void> {
  registration ??= import('@mediabunny/server').then(({ registerMediabunnyServer }) => registerMediabunnyServer())
  return registration
}
