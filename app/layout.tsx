import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { ThemeProvider } from '#components/shell/theme-provider.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Dailies', template: '%s · Dailies' },
  description: 'One form over five Seedance 2.0 vendors; every take kept.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0b0d0f' },
    { media: '(prefers-color-scheme: light)', color: '#f6f7f8' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider>
          {children}
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  )
}
