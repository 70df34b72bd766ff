import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { type TaskState, taskStates } from '#lib/generation/task-state.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { TakeTile } from './take-tile.tsx'

const nothing = async () => ({ ok: true as const })
const actions = { cancelTask: nothing, retryTask: nothing, deleteTask: nothing, settleUnconfirmed: nothing }

function render(state: TaskState): string {
  const take = {
    id: 'a',
    vendor: 'loova',
    state,
    request: { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse' },
    createdAt: '2026-11-21T08:00:00.000Z',
    aspect: 1,
    isSettled: true,
    video: null,
    posterUrl: null,
  } as unknown as TakeView
  return renderToStaticMarkup(
    <AppRouterContext value={{} as AppRouterInstance}>
      <TakeTile
        take={take}
        actions={actions}
        onChange={() => {}}
        onRemove={() => {}}
        isSelecting={false}
        isSelected={false}
        onSelect={() => {}}
      />
    </AppRouterContext>,
  )
}

it.each(taskStates)('has a menu when %s', (state) => {
  expect(render(state)).toContain('More for A lighthouse')
})
