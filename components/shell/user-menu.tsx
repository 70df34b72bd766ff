'use client'

import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { toast } from 'sonner'
import { leaveAccount } from '#components/shell/leave-account.ts'
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx'

export interface ShellUser {
  name: string
  email: string
}

const themes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'light', label: 'Light', icon: Sun },
] as const

async function signOut() {
  try {
    const answer = await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    if (!answer.ok) throw new Error(`sign-out answered ${answer.status}`)
    leaveAccount()
  } catch {
    toast.error('You are still signed in: the server did not answer. Try again.')
  }
}

export function UserMenu({ user, side }: { user: ShellUser; side: 'right' | 'top' | 'bottom' }) {
  const { theme, setTheme } = useTheme()
  const initial = (user.name.trim() || user.email).slice(0, 1).toUpperCase()
  return (
    <Menu>
      <MenuTrigger className="grid size-8 place-items-center rounded-full border border-border bg-secondary font-medium text-secondary-foreground text-xs transition-colors hover:border-border-strong data-popup-open:border-border-strong">
        <span aria-hidden>{initial}</span>
        <span className="sr-only">Account and theme</span>
      </MenuTrigger>
      <MenuContent side={side} align="end" className="w-56">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium text-sm">{user.name.trim() || user.email}</p>
          {user.name.trim() !== '' && <p className="truncate text-muted-foreground text-xs">{user.email}</p>}
        </div>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
          {themes.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem key={value} value={value} closeOnClick={false}>
              <Icon aria-hidden />
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onClick={signOut}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
