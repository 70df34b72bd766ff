import { Check } from 'lucide-react'

export interface TileCheckboxProps {
  label: string
  isChecked: boolean
  /** While one selects, the whole tile is the box. */
  isWide: boolean
  onToggle: (isRange: boolean) => void
}

/** Above the tile's link; in sight where the mouse or the keyboard is, and on all tiles while one selects. */
export function TileCheckbox({ label, isChecked, isWide, onToggle }: TileCheckboxProps) {
  return (
    <>
      <input
        type="checkbox"
        aria-label={label}
        checked={isChecked}
        // The click behind the change knows of the Shift key, which else would select the page's words.
        onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey)}
        onMouseDown={(event) => event.shiftKey && event.preventDefault()}
        className={
          isWide
            ? 'peer absolute inset-0 z-10 size-full cursor-pointer appearance-none rounded-lg focus-visible:outline-2 focus-visible:outline-ring focus-visible:outline-offset-4'
            : 'peer absolute top-1.5 left-1.5 z-10 size-7 cursor-pointer appearance-none rounded-md pointer-coarse:hidden'
        }
      />
      <span
        aria-hidden
        data-on={isWide || undefined}
        className="pointer-events-none absolute top-1.5 left-1.5 z-10 grid size-7 place-items-center rounded-md bg-black/70 opacity-0 transition-opacity duration-100 group-focus-within:opacity-100 group-hover:opacity-100 data-on:opacity-100 pointer-coarse:not-data-on:hidden"
      >
        <span className="grid size-4 place-items-center rounded-[4px] border border-white/80 text-transparent in-[:checked+*]:border-primary in-[:checked+*]:bg-primary in-[:checked+*]:text-primary-foreground">
          <Check className="size-3 stroke-3" />
        </span>
      </span>
    </>
  )
}
