'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Button, type ButtonProps } from '#components/ui/button.tsx'

export interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children' | 'value'> {
  value: string
  label: string
}

/** Copies and says so for a moment; where the browser gives no clipboard (plain http), it tells the person to copy by hand. */
export function CopyButton({ value, label, ...props }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), 1_800)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setIsCopied(true)
    } catch {
      toast.error('This browser did not let us copy. Select the text and copy it by hand.')
    }
  }
  return (
    <>
      <Button {...props} onClick={copy}>
        {isCopied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
        {label}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? 'Copied.' : ''}
      </span>
    </>
  )
}
