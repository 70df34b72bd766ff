'use client'

import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback } from 'react'

/** A press that moves less is a press. */
const slackPx = 4
const edgePx = 48
const scrollStepPx = 10

interface Slot {
  element: HTMLElement
  top: number
  height: number
}

/**
 * Moves a row of a list by its handle. The rows are shifted in the page itself while the pointer moves, so that nothing is drawn anew
 * until it is let go. Escape and a second finger put it back.
 */
export function useReorder(list: RefObject<HTMLElement | null>, onMove: (from: number, to: number) => void) {
  return useCallback(
    (event: ReactPointerEvent<HTMLElement>, from: number) => {
      const rows = [...(list.current?.children ?? [])].filter((row) => row instanceof HTMLElement)
      const handle = event.currentTarget
      if (event.button !== 0 || !event.isPrimary || rows.length < 2) return
      const scroller = findScroller(handle)
      const { pointerId, clientY: startY } = event
      const startScroll = scroller.scrollTop
      let slots: Slot[] | null = null
      let lastY = startY
      let to = from
      let frame = 0

      const begin = () => {
        slots = rows.map((element) => ({ element, top: element.offsetTop, height: element.offsetHeight }))
        rows[from]?.setAttribute('data-dragged', '')
        frame = requestAnimationFrame(scrollAtEdge)
      }
      const shift = () => {
        const dragged = slots?.[from]
        if (!slots || !dragged) return
        const moved = lastY - startY + scroller.scrollTop - startScroll
        const gap = slots[1] && slots[0] ? slots[1].top - slots[0].top - slots[0].height : 0
        // The edge that leads decides, so that tall rows and short ones give way alike.
        const edge = dragged.top + moved + (moved > 0 ? dragged.height : 0)
        to = slots.filter((slot, index) => index !== from && slot.top + slot.height / 2 < edge).length
        slots.forEach(({ element }, index) => {
          const isPassed = index > from ? index <= to : index < from && index >= to
          const way = index > from ? -1 : 1
          const offset = index === from ? moved : isPassed ? way * (dragged.height + gap) : 0
          element.style.transform = offset === 0 ? '' : `translateY(${offset}px)`
        })
      }
      const scrollAtEdge = () => {
        const area = scroller.getBoundingClientRect()
        const top = Math.max(area.top, 0)
        const bottom = Math.min(area.bottom, window.innerHeight)
        // Only the way the row is going: it may be picked up at the very edge.
        const isUp = lastY < startY && lastY < top + edgePx
        const isDown = lastY > startY && lastY > bottom - edgePx
        const step = isUp ? -scrollStepPx : isDown ? scrollStepPx : 0
        if (step !== 0) {
          scroller.scrollBy(0, step)
          shift()
        }
        frame = requestAnimationFrame(scrollAtEdge)
      }
      const handleMove = (moved: PointerEvent) => {
        if (moved.pointerId !== pointerId) return
        lastY = moved.clientY
        if (!slots && Math.abs(lastY - startY) > slackPx) begin()
        shift()
      }
      const end = (isDropped: boolean) => {
        cancelAnimationFrame(frame)
        stop.abort()
        for (const row of rows) {
          row.style.transform = ''
          row.removeAttribute('data-dragged')
        }
        if (isDropped && slots && to !== from) onMove(from, to)
      }
      const stop = new AbortController()
      const { signal } = stop
      handle.setPointerCapture(pointerId)
      handle.addEventListener('pointermove', handleMove, { signal })
      handle.addEventListener('pointerup', () => end(true), { signal })
      handle.addEventListener('pointercancel', () => end(false), { signal })
      document.addEventListener(
        'keydown',
        (key) => {
          if (key.key !== 'Escape') return
          key.preventDefault()
          end(false)
        },
        { signal },
      )
    },
    [list, onMove],
  )
}

function findScroller(element: HTMLElement): HTMLElement {
  for (let ancestor = element.parentElement; ancestor; ancestor = ancestor.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(ancestor).overflowY) && ancestor.scrollHeight > ancestor.clientHeight) return ancestor
  }
  return document.documentElement
}
