import { cva, type VariantProps } from 'class-variance-authority'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Spinner } from '#components/ui/spinner.tsx'

export const buttonClasses = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-[background-color,border-color,color,opacity,transform] duration-100 active:translate-y-px disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground hover:bg-primary/88',
        secondary: 'border border-border bg-secondary text-secondary-foreground hover:border-border-strong',
        outline: 'border border-border-strong bg-transparent text-foreground hover:bg-hover',
        ghost: 'text-muted-foreground hover:bg-hover hover:text-foreground',
        danger: 'bg-danger-solid text-white hover:bg-danger-solid/88',
        'danger-ghost': 'text-danger hover:bg-danger-soft',
        link: 'h-auto! px-0! text-accent underline-offset-4 hover:underline',
      },
      size: {
        xs: 'h-6 rounded-sm px-2 text-xs [&_svg]:size-3.5',
        sm: 'h-7 px-2.5 text-xs [&_svg]:size-3.5',
        md: 'h-8 px-3 text-sm [&_svg]:size-4',
        lg: 'h-10 px-4 text-base [&_svg]:size-4',
        icon: 'size-8 [&_svg]:size-4',
        'icon-sm': 'size-7 [&_svg]:size-4',
        'icon-xs': 'size-6 rounded-sm [&_svg]:size-3.5',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

type ButtonVariants = VariantProps<typeof buttonClasses>

export interface ButtonProps extends ComponentProps<'button'>, ButtonVariants {
  /** Shows a spinner and refuses presses, without changing width. */
  isBusy?: boolean
}

export function Button({ className, variant, size, isBusy = false, type = 'button', disabled, children, ...props }: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(buttonClasses({ variant, size }), isBusy && 'pointer-events-none', className)}
      disabled={disabled}
      aria-busy={isBusy || undefined}
      {...props}
    >
      {isBusy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
      <span className={isBusy ? 'inline-flex items-center gap-1.5 opacity-0' : 'contents'}>{children}</span>
    </button>
  )
}

export type ButtonLinkProps = ComponentProps<typeof Link> & ButtonVariants

export function ButtonLink({ className, variant, size, ...props }: ButtonLinkProps) {
  return <Link className={cn(buttonClasses({ variant, size }), className)} {...props} />
}
