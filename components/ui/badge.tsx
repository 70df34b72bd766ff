import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

const badgeClasses = cva(
  'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-2xs tabular-nums [&_svg]:size-3',
  {
    variants: {
      tone: {
        neutral: 'bg-secondary text-muted-foreground',
        outline: 'border border-border text-muted-foreground',
        accent: 'bg-accent-soft text-accent',
        success: 'bg-success-soft text-success',
        warning: 'bg-warning-soft text-warning',
        danger: 'bg-danger-soft text-danger',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type BadgeProps = ComponentProps<'span'> & VariantProps<typeof badgeClasses>
export type BadgeTone = NonNullable<BadgeProps['tone']>

export function Badge({ className, tone, ...props }: BadgeProps) {
  return <span className={cn(badgeClasses({ tone }), className)} {...props} />
}
