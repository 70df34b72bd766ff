import type { ReactNode } from 'react'

export interface SettingsSectionProps {
  id: string
  title: string
  description?: ReactNode
  children: ReactNode
}

export function SettingsSection({ id, title, description, children }: SettingsSectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-6 flex-col gap-3">
      <header className="flex flex-col gap-0.5">
        <h2 id={`${id}-title`} className="font-semibold text-lg">
          {title}
        </h2>
        {description && <p className="text-muted-foreground">{description}</p>}
      </header>
      {children}
    </section>
  )
}
