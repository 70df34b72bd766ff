'use client'

import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Input } from '#components/ui/input.tsx'

export function PasswordInput({ className, ...props }: Omit<ComponentProps<typeof Input>, 'type'>) {
  const [isShown, setIsShown] = useState(false)
  return (
    <div className="relative">
      <Input type={isShown ? 'text' : 'password'} spellCheck={false} className={cn('pr-10', className)} {...props} />
      <Button
        variant="ghost"
        size="icon-sm"
        className="absolute inset-y-0 right-1 my-auto"
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
      >
        {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        <span className="sr-only">Show what I type</span>
      </Button>
    </div>
  )
}
